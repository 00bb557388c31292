"""The governance graph in the formats of other tools; each function gives the whole file as bytes."""

from graph.export.linked_data import jsonld
from graph.export.network_files import gexf, graphml
from graph.export.node_link import node_link

__all__ = ["gexf", "graphml", "jsonld", "node_link"]
