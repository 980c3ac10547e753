"""The graph: nodes, links and the change log that everything else follows. `Graph.apply` is its only writer."""
