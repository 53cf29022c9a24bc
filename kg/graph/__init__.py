"""Knowledge becomes a graph: one named graph per paper, derived links, shapes, the finished store."""
