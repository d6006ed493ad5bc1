"""Every command line for a host is made by conformance/transport/command.py, of constant texts and quoted arguments.

mypy sees that functions which return a Command do not return other text. What it cannot see (it knows no LiteralString) is read from the
source here: templates are constants, only that module makes a Command, and what is run on a host is a constant or a Command.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import conformance

PACKAGE = Path(conformance.__file__).parent
MODULE = PACKAGE / "transport" / "command.py"

TEMPLATES = frozenset({"quoted", "joined"})
"""Functions whose first argument is a constant text."""

MAKERS = frozenset({"quoted", "joined", "words", "assigned", "part_of_package"})

PASSED_ON = frozenset({("transport/backend.py", "run"), ("probe/hosts.py", "run")})
"""Functions that hand on what they were given: those who call them are looked at instead."""

NOT_ON_HOSTS = frozenset(
    {
        ("report/allure/html.py", "subprocess"),
        ("report/allure/generator.py", "subprocess"),
        ("installation.py", "subprocess"),
        ("doctor/diagnose.py", "examination"),
        # the suite's own programs, with the user's own options
        ("cli/canary.py", "subprocess"),
        ("upgrade/phases.py", "step"),
    }
)
"""Calls of other functions that are called run."""


@cache
def modules() -> dict[str, ast.Module]:
    return {str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def faults(trees: dict[str, ast.Module]) -> Iterator[str]:
    """Every place where other text than a constant could become a command."""
    makers = MAKERS | {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "Command"
    }
    for file, tree in trees.items():
        constants = set(_constants(tree))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        # another module may have functions of these names that have nothing to do with commands
        known = makers - (TEMPLATES & {*_imported_elsewhere(tree), *(function.name for function in functions)})
        for scope in (tree, *functions):
            function = scope if isinstance(scope, ast.FunctionDef) else None
            safe = constants | (set(_commands(function, known)) if function else set())
            for node in _own(scope):
                if isinstance(node, ast.Call) and (why := _wrong(file, function, node, constants, safe, known)):
                    yield f"{file}:{node.lineno}: {why}: {ast.unparse(node)[:80]}"


def _imported_elsewhere(tree: ast.Module) -> set[str]:
    """Names that come from other modules than command.py."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module != "conformance.transport.command"]
    return {name.asname or name.name for node in imports for name in node.names}


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """What is in a scope, without the functions that are defined in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _wrong(file: str, function: ast.FunctionDef | None, call: ast.Call, constants: set[str], safe: set[str], makers: frozenset[str]) -> str:
    name = _called(call)
    where = (file, function.name if function else "")
    if file == str(MODULE.relative_to(PACKAGE)) or where in PASSED_ON or not call.args:
        return ""
    first = call.args[0]
    if name == "Command":
        return "only command.py makes a Command"
    if name in TEMPLATES & makers and not _constant(first, constants):
        return "the template is no constant"
    on_host = name == "run" and isinstance(call.func, ast.Attribute)
    if not on_host or (file, ast.unparse(call.func.value)) in NOT_ON_HOSTS:  # type: ignore[attr-defined]
        return ""
    if file.startswith("checks/invariants/") and ast.unparse(call.func) == "invariant.run":
        return ""
    made = isinstance(first, ast.Call) and _called(first) in makers
    held = isinstance(first, ast.Name) and first.id in safe
    return "" if made or held or _constant(first, constants) else "what is run is neither a constant nor a Command"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def _constant(node: ast.expr, constants: set[str]) -> bool:
    """A literal text, the name of a constant, or one of two of these."""
    if isinstance(node, ast.IfExp):
        return _constant(node.body, constants) and _constant(node.orelse, constants)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return node.attr in constants
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or (isinstance(node, ast.Name) and node.id in constants)


def _constants(tree: ast.Module) -> Iterator[str]:
    """Names in capitals that a module, or a class in it, gives one literal text."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for statement in (statement for body in bodies for statement in body):
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name) and target.id.isupper())


def _commands(function: ast.FunctionDef, makers: frozenset[str]) -> Iterator[str]:
    """Names in a function that hold a Command: its parameters by their annotation, and what is given nothing else."""
    held = {arg.arg for arg in function.args.args if arg.annotation is not None and ast.unparse(arg.annotation) == "Command"}
    given: dict[str, list[bool]] = {}
    for node in _own(function):
        if isinstance(node, ast.Assign):
            made = isinstance(node.value, ast.Call) and _called(node.value) in makers
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(made)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            given.setdefault(node.target.id, []).append(False)
    yield from (name for name in held if all(given.get(name, [])))
    yield from (name for name, ways in given.items() if all(ways))


def test_no_text_from_outside_becomes_a_command() -> None:
    assert list(faults(modules())) == []


def test_every_exception_is_still_needed() -> None:
    trees = modules()
    for file, function in PASSED_ON:
        assert any(isinstance(node, ast.FunctionDef) and node.name == function for node in ast.walk(trees[file]))
    for file, value in NOT_ON_HOSTS:
        assert f"{value}.run(" in ast.unparse(trees[file])


@pytest.mark.parametrize(
    "line",
    [
        'host.run(f"ls {path}")',
        'host.run("ls " + path)',
        'host.run("ls %s" % path)',
        'host.run("ls {}".format(path))',
        'host.run(" ".join(["ls", path]))',
        "host.run(path)",
        "host.run(_TEMPLATE.replace('PATH', path))",
        'quoted(f"ls {path}")',
        "joined(path, [])",
        "quoted(path)",
        "Command(path)",
        "script = quoted('ls'); script += path; host.run(script)",
        "script = path; host.run(script)",
    ],
)
def test_other_ways_to_make_a_command_are_found(line: str) -> None:
    source = f'_TEMPLATE = "ls PATH"\ndef look(host, path):\n    {line}\n'
    assert list(faults({"run/other.py": ast.parse(source)}))


@pytest.mark.parametrize(
    "line",
    [
        'host.run("ls %s", path)',
        "host.run(_TEMPLATE, path)",
        'host.run(quoted("ls %s", path))',
        'script = quoted("ls %s", path); host.run(script)',
        "host.run(made(path))",
    ],
)
def test_constants_and_commands_are_no_fault(line: str) -> None:
    source = f'_TEMPLATE = "ls %s"\ndef made(path) -> Command: ...\ndef look(host, path):\n    {line}\n'
    assert list(faults({"run/other.py": ast.parse(source)})) == []


def test_nothing_else_quotes_for_a_shell() -> None:
    """Other modules that would quote by themselves would build commands by themselves; inventories are read as shells read words."""
    importing = {
        file
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(name.name == "shlex" for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "shlex")
    }
    assert importing == {"transport/command.py", "inventory/inventory.py", "inventory/ini.py"}
