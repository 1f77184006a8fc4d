"""Reads each document of a folder in its three syntaxes with rdflib, and tells whether they hold the same triples."""

import json
import logging
import sys
from pathlib import Path

import rdflib
from rdflib.compare import isomorphic

SYNTAXES = {"turtle": "turtle", "rdf-xml": "xml", "json-ld": "json-ld"}

# Texts are compared as they are written.
rdflib.NORMALIZE_LITERALS = False
logging.disable(logging.WARNING)


def graph(path, syntax):
    return rdflib.Graph().parse(path, format=SYNTAXES[syntax])


def main(folder):
    for path in sorted(folder.glob("*.turtle")):
        try:
            graphs = [graph(path.with_suffix(f".{syntax}"), syntax) for syntax in SYNTAXES]
            same = all(isomorphic(graphs[0], other) for other in graphs[1:])
            told = {"triples": [len(one) for one in graphs], "same": same}
        except Exception as error:  # a parser may raise anything
            told = {"triples": [], "same": False, "error": str(error)[:500]}
        print(json.dumps({"document": path.stem, **told}), flush=True)


main(Path(sys.argv[1]))
