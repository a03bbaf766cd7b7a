"""Random programs over the language that srcgrad accepts, and the oracle that judges their derivatives.

seed ──generator──> Program(seed, text) ──oracle──> right | refused | WRONG | crashed | skipped
                                                       │
                                     WRONG and crashed ones ──reducer──> a short program that still fails

program.py      the text, as a module that `inspect` can read
writer.py       what is in scope while a function is written, and the tables of productions
scalars.py, vectors.py, matrices.py                  expressions by shape
stores.py, flow.py, containers.py, objects.py        statements by topic
idioms.py       what scientists write besides
helpers.py      functions that the program calls
generator.py    all of it together
oracle.py, reducer.py, run.py
"""
