"""Graph to networkx: projections of the graph whose nodes, edges and weights have a documented meaning."""
