// Short queries to begin from, each with the way in which its answer is looked at best; the canned questions are longer.

export interface Example { name: string; view: "table" | "chart" | "graph"; query: string; /** The number against which a chart opens. */ against?: string }

const EXAMPLES: Example[] = [
  {
    name: "What is in the graph", view: "table", query: `# How many things of each class are there?
SELECT ?class (COUNT(?thing) AS ?things)
WHERE { ?thing a ?class }
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 30
`,
  },
  {
    name: "Who says what of what", view: "table", query: `# Claims about mechanisms, how each is known, and who says so
SELECT ?subject ?relation ?object ?mode ?said_by ?claim
WHERE {
  ?claim a al:MechanismClaim ; al:subject ?subject ; al:relation ?relation ; al:object ?object ;
         al:mode ?mode ; al:assertedBy ?said_by .
}
ORDER BY ?claim
LIMIT 100
`,
  },
  {
    name: "Claims with their passages", view: "table", query: `# Where each claim can be read
SELECT ?claim ?place ?begins ?ends ?read_it
WHERE {
  ?claim a al:Claim ; al:evidence ?evidence .
  ?evidence al:place ?place ; al:fromWords ?begins ; al:toWords ?ends ; al:link ?read_it .
}
ORDER BY ?claim
LIMIT 50
`,
  },
  {
    name: "A chart: retention after cycles", view: "chart", against: "cycles", query: `# Capacity retention of tested cells, and after how many cycles
SELECT ?cell ?retention ?cycles
WHERE {
  ?claim al:about ?cell ; al:quantity alq:capacity-retention ; al:states ?value ; al:condition ?condition .
  ?value qudt:numericValue ?retention .
  ?condition al:quantity alq:cycles-completed ; qudt:numericValue ?cycles .
  ?cell a al:System .
}
ORDER BY DESC(?retention)
`,
  },
  {
    name: "A graph: materials and mechanisms", view: "graph", query: `# Which material is said to do what: an answer of triples, drawn as a graph
CONSTRUCT { ?material ?relation ?mechanism }
WHERE {
  ?claim a al:MechanismClaim ; al:subject ?material ; al:relation ?relation ; al:object ?mechanism .
  ?material a al:Material .
  ?mechanism a al:Mechanism .
}
LIMIT 60
`,
  },
];

export default EXAMPLES;
