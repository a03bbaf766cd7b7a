"""Programs that are refused for now, and why. A test fails when one of them works: then take it off.

By `file-function`, or by `file-function-mode` where only some modes refuse it.
"""

NOT_YET = {

    "builtins_and_math-max_with_key": "max with a key",
    "functions-starred_array_rows": "starred rows of an array in a call",
    "comprehensions-tuple_of_generator": "a tuple of run-time length",

    "builtins_and_math-item_and_scalars-rev": "np.float64(x)",
    "builtins_and_math-item_and_scalars-second": "np.float64(x)",
    "builtins_and_math-complex_free_polynomial-second": "second derivatives of np.polyval of a list",
    "classes-comparison_operator": "one of two objects, chosen at run time",
    "functions-partial_function": "functools.partial(pow, exp=3)",
    "functions-operators_by_name": "operator.itemgetter",
    "lists-queue": "collections.deque",
    "recursion-writes_as_it_goes": "a recursive function that writes into its argument",
    "recursion_at_run_time-objects_as_arguments_and_results": "one of two objects, chosen at run time",
    "dicts-sets_of_constants": "a method that changes a set",
}
