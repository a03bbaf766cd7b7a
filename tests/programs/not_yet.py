"""Programs that are refused for now, and why. A test fails when one of them works: then take it off.

By `file-function`, or by `file-function-mode` where only some modes refuse it.
"""

NOT_YET = {


    "recursive_writes-appends_to_a_list-second": "a recursive function that appends to a list, twice",
    "recursion_at_run_time-objects_as_arguments_and_results": "a recursive function that returns one of two objects",
}
