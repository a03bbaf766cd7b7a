"""The definition of a function is found by its code, wherever Python keeps the text."""
from __future__ import annotations

import ast
import doctest
import functools
import importlib
import itertools
import linecache
import os
import sys
import zipfile

import gast
import numpy as np
import pytest

from srcgrad.errors import SourceError
from srcgrad.frontend.source import read_source

numbers = itertools.count()


def body_of(fn):
    """The text of the definition, as its positions cut it out of the file."""
    source = read_source(fn)
    node = source.node
    lines = [line.encode() for line in source.lines[node.lineno - 1:node.end_lineno]]
    lines[-1] = lines[-1][:node.end_col_offset]
    lines[0] = lines[0][node.col_offset:]
    return b"".join(lines).decode()


def same_tree(fn, text):
    node = gast.gast_to_ast(read_source(fn).node)
    wanted = ast.parse(text).body[0]
    wanted = wanted.value if isinstance(wanted, ast.Expr) else wanted
    return ast.dump(node) == ast.dump(wanted)


@pytest.fixture(autouse=True)
def importable(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))


def module(tmp_path, text):
    """A module made of this text."""
    name = f"source_of_{next(numbers)}"
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    return importlib.import_module(name)


def cell(text, **names):
    """Run text as notebooks do: compiled under a name that linecache knows."""
    filename = f"<cell {next(numbers)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    exec(compile(text, filename, "exec"), names)
    return names


def keeps_wrapped(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args) + 1
    return wrapper


def plain(x):
    return x * 2


class Model:
    @staticmethod
    def still(x): return x

    @property
    def size(self):
        return self.__secret(1)

    def __secret(self, x):
        return super().__init__() or x


def test_a_plain_function():
    source = read_source(plain)
    assert isinstance(source.node, gast.FunctionDef) and source.name == "plain" and source.filename == __file__
    assert body_of(plain) == "def plain(x):\n    return x * 2"
    assert source.lines[source.node.lineno - 1] == "def plain(x):\n"


def test_methods():
    assert body_of(Model.still) == "def still(x): return x"
    assert body_of(Model.size.fget).startswith("def size(self):")
    assert body_of(Model._Model__secret).startswith("def __secret(self, x):")


def test_a_decorated_function_is_its_own_code(tmp_path):
    m = module(tmp_path, """
def twice(f):
    return lambda x: f(f(x))
@twice
@(lambda f: f)
def g(x):
    return x + 1
""")
    assert body_of(m.g) == "lambda x: f(f(x))"
    inner = m.g.__closure__[0].cell_contents
    assert same_tree(inner, "@twice\n@(lambda f: f)\ndef g(x):\n    return x + 1\n")
    assert read_source(inner).node.lineno == 6


def test_wrapped_is_not_followed():
    assert read_source(keeps_wrapped(plain)).name == "wrapper"


def test_nested_functions_and_conditional_definitions(tmp_path):
    m = module(tmp_path, """
def outer(n):
    if n:
        def f(x):
            return x + n
    else:
        def f(x):
            return x - n
    return f

if outer(1):
    def g(x): return 1.0
else:
    def g(x): return 2.0
""")
    assert body_of(m.outer(1)).endswith("x + n") and body_of(m.outer(0)).endswith("x - n")
    assert body_of(m.g).endswith("1.0")


def test_lambdas_on_one_line(tmp_path):
    m = module(tmp_path, """
fs = [lambda x: x * 2, lambda x: x * 2.0, lambda y: y * 2, lambda x: lambda y: x * y, lambda x=(lambda: 1): x]
k = 3; closed = (lambda: [lambda x: x + k, lambda x: x - k])()
table = {"α": lambda x: -x, "β": lambda x: +x}
default = fs[-1].__defaults__[0]
long = (lambda x:
        x + 1, lambda x: x + 2)
""")
    assert [body_of(f) for f in m.fs] == ["lambda x: x * 2", "lambda x: x * 2.0", "lambda y: y * 2",
                                          "lambda x: lambda y: x * y", "lambda x=(lambda: 1): x"]
    assert [body_of(f) for f in m.closed] == ["lambda x: x + k", "lambda x: x - k"]
    assert body_of(m.fs[3](1)) == "lambda y: x * y" and body_of(m.default) == "lambda: 1"
    assert [body_of(f) for f in m.table.values()] == ["lambda x: -x", "lambda x: +x"]
    assert [body_of(f) for f in m.long] == ["lambda x:\n        x + 1", "lambda x: x + 2"]


def test_lambdas_that_are_alike(tmp_path):
    m = module(tmp_path, "f, g = (lambda x: x * 2), (lambda x: x * 2)\n")
    columns = [read_source(f).node.col_offset for f in (m.f, m.g)]
    assert columns == ([8, 27] if sys.version_info >= (3, 11) else [8, 8])


def test_constants_are_compared_by_type_and_sign():
    texts = ["lambda x: x * 0.0", "lambda x: x * -0.0", "lambda x: x * 1", "lambda x: x * True", "lambda x: x in {1}"]
    assert [body_of(f) for f in cell(f"fs = [{', '.join(texts)}]\n")["fs"]] == texts


def test_a_notebook_cell_and_its_redefinition():
    first, second = cell("def f(x):\n    return x\n")["f"], cell("def f(x):\n    return x * x\n")["f"]
    assert body_of(first).endswith("return x") and body_of(second).endswith("return x * x")


def test_a_cell_that_is_compiled_statement_by_statement():
    """So does IPython; Python compiles np.sin in another way where it sees that np is imported."""
    text, ns = "import numpy as np\ndef f(x):\n    return np.sin(x)\n", {}
    linecache.cache["<split>"] = (len(text), None, text.splitlines(keepends=True), "<split>")
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), "<split>", "exec"), ns)
    assert body_of(ns["f"]).endswith("np.sin(x)")


def test_a_file_with_imports_in_odd_places(tmp_path):
    m = module(tmp_path, """
try:
    import numpy as np
except ImportError:
    np = None
import math
def f(x):
    import os.path
    return np.sin(x) + math.exp(x) + os.path.sep.count("/")
""")
    assert body_of(m.f).endswith('count("/")')


def test_emitted_code_is_read_like_any_other():
    assert body_of(cell("def df(x, /, *args, k=1, **more):\n    return x\n")["df"]).startswith("def df(x, /")


def test_equal_code_in_two_files():
    first, second = cell("def f(x):  # one\n    return x\n")["f"], cell("def f(x):  # two\n    return x\n")["f"]
    assert "one" in body_of(first) and "two" in body_of(second)


def test_future_flags_of_the_file():
    text = "from __future__ import annotations\ndef f(x: nothing) -> nowhere:\n    y: int = x\n    return y\n"
    assert body_of(cell(text)["f"]).endswith("return y")


def test_columns_are_bytes():
    assert body_of(cell("é = 'éé'; f = lambda x: (x, 'é', é)\n")["f"]) == "lambda x: (x, 'é', é)"


def test_a_zipped_module(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as z:
        z.writestr("packed_model.py", "def loss(x):\n    return x\n")
    monkeypatch.syspath_prepend(str(tmp_path / "packed.zip"))
    assert body_of(importlib.import_module("packed_model").loss) == "def loss(x):\n    return x"


def test_doctest():
    found = []
    test = doctest.DocTestParser().get_doctest(">>> def f(x):\n...     return x\n>>> found.append(body_of(f))\n",
                                               {"found": found, "body_of": body_of}, "example", None, 0)
    doctest.DocTestRunner().run(test)
    assert found == ["def f(x):\n    return x"]


def test_async_and_generators_are_given_as_they_are():
    ns = cell("async def f(x):\n    return x\ndef g(x):\n    yield x\n")
    assert isinstance(read_source(ns["f"]).node, gast.AsyncFunctionDef) and body_of(ns["g"]).endswith("yield x")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters():
    assert body_of(cell("def f[T](x: T) -> T:\n    return x\n")["f"]).startswith("def f[T]")


def test_a_function_whose_asserts_pytest_rewrote():
    def f(x):
        assert x > 0, "positive"
        return x + 12345
    assert body_of(f).endswith("12345")


def test_compiling_again_warns_of_nothing(recwarn):
    text = "def f(x):\n    return x is 1\n"
    code = compile("def f(x):\n    return x is None\n", "<warned>", "exec")
    linecache.cache["<warned>"] = (len(text), None, text.splitlines(keepends=True), "<warned>")
    ns = {}
    exec(code, ns)
    assert refusal(ns["f"]) == "SG103" and not recwarn


# --- refusals --------------------------------------------------------------------------------------------------------
def refusal(fn):
    with pytest.raises(SourceError) as e:
        read_source(fn)
    return e.value.code


def test_no_text():
    ns = {}
    exec("def f(x):\n    return x", ns)
    assert refusal(ns["f"]) == "SG101"


@pytest.mark.parametrize("fn, code", [(len, "SG102"), (np.sin, "SG102"), (3.0, "SG105"), (Model, "SG105")])
def test_not_a_function(fn, code):
    assert refusal(fn) == code


@pytest.mark.parametrize("text, code", [
    ("def f(x):\n    return x - 2\n", "SG103"),
    ("def f(x):\n    return x + 3\n", "SG103"),
    ("def f(x):\n    return y + 2\n", "SG103"),
    ("def g(x):\n    return x + 2\n", "SG103"),
    ("def f(x:\n", "SG106"),
])
def test_a_file_that_has_changed(tmp_path, text, code):
    m = module(tmp_path, "def f(x):\n    return x + 2\n")
    read_source(m.f)
    rewrite(m, text)
    assert refusal(m.f) == code
    if code == "SG103" and "def f" in text:
        importlib.reload(m)
        assert text.strip() == body_of(m.f)


def test_a_function_that_has_moved_is_still_itself(tmp_path):
    m = module(tmp_path, "def f(x):\n    return x + 2\n")
    rewrite(m, "# a comment\n\ndef f(y):\n    return 1\n\ndef f(x):\n    return x + 2\n")
    assert read_source(m.f).node.lineno == 6


def rewrite(m, text):
    with open(m.__file__, "w", encoding="utf-8") as out:
        out.write(text)
    os.utime(m.__file__, (2e9 + next(numbers), 2e9 + next(numbers)))


def test_a_lambda_that_has_changed():
    ns = cell("f, g = lambda x: x + 1, lambda x: x + 2\n")
    filename = ns["f"].__code__.co_filename
    text = "f, g = lambda x: x + 3, lambda x: x + 4\n"
    linecache.cache[filename] = (len(text), None, [text], filename)
    assert refusal(ns["f"]) == "SG104"
