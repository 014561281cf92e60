"""No code is written twice, and none is left behind: functions with the same body, and names that nothing uses."""

import ast
import copy
from collections import defaultdict
from functools import cache

from rooms import ROOT, name_of

FOLDERS = ("pipelines", "schemas", "spindle", "dags", "benchmarks", "deploy", "docs", "examples")
# Names that their readers look up by convention: routers of pages, commands, and readers of formats.
LOOKED_UP = {"router", "run", "read", "FORMATS", "BY_PATH", "__all__", "__getattr__", "__dir__"}
# Smallest body that counts, in nodes of the syntax tree: two lines of ordinary code.
LEAST_NODES = 22


@cache
def read_trees():
    """Path -> syntax tree of every module that is not a test."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in paths}


def find_functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def nodes_of(function):
    """All nodes of the body, without its docstring."""
    body = function.body[ast.get_docstring(function) is not None :]
    return [node for statement in body for node in ast.walk(statement)]


def text_of(function):
    """The body as text in which the names of its own arguments and variables are numbers."""
    nodes = nodes_of(function)
    arguments = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    numbers = {name: str(number) for number, name in enumerate(dict.fromkeys([*arguments, *stored]))}
    body = copy.deepcopy(function.body[ast.get_docstring(function) is not None :])
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Name):
            node.id = numbers.get(node.id, node.id)
    return "\n".join(map(ast.dump, body))


def group(items, key):
    groups = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return [found for found in groups.values() if len(found) > 1]


def find_twins(trees):
    """Lists of functions with the same body; only those whose bodies have the same kinds of nodes are compared."""
    functions = [(path, function) for path, tree in trees.items() for function in find_functions(tree)]
    large = [(*each, tuple(map(type, nodes))) for each in functions if len(nodes := nodes_of(each[1])) >= LEAST_NODES]
    twins = [
        twin for alike in group(large, lambda each: each[2]) for twin in group(alike, lambda each: text_of(each[1]))
    ]
    return [[f"{path}:{function.name}" for path, function, _ in found] for found in twins]


def names_in(target):
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]


def defined_in(tree):
    """The names that each statement at the top defines; a decorated function is called by its decorator."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield [node.name]
        elif isinstance(node, ast.Assign):
            yield [name for target in node.targets for name in names_in(target)]
        elif isinstance(node, ast.AnnAssign):
            yield names_in(node.target)


def module_of(path):
    """The dotted name by which others import a module; those of benchmarks are imported from their folder."""
    return name_of(path.relative_to("benchmarks") if path.parts[0] == "benchmarks" else path)


def find_uses(trees):
    """(module, name) of all that is imported by name, or read as an attribute of a module."""
    modules = {module_of(path) for path in trees}
    uses = set()
    for tree in trees.values():
        imported = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                uses.update((node.module, alias.name) for alias in node.names)
                inside = {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
                imported |= {name: module for name, module in inside.items() if module in modules}
            elif isinstance(node, ast.Import):
                imported |= {alias.asname: alias.name for alias in node.names if alias.asname}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                holder = ast.unparse(node.value)
                uses.add((imported.get(holder, holder), node.attr))
    return uses


def find_unused(trees):
    uses = find_uses(trees)
    for path, tree in trees.items():
        own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for names in defined_in(tree):
            if not (own | LOOKED_UP).intersection(names) and not uses & {(module_of(path), name) for name in names}:
                yield f"{path}:{', '.join(names)}"


def test_no_function_is_written_twice():
    assert find_twins(read_trees()) == []


def test_every_name_at_the_top_of_a_module_is_used_outside_the_tests():
    assert list(find_unused(read_trees())) == []


def test_twins_and_leftovers_are_found():
    source = """
def cut(text, longest):
    '''As it says.'''
    return text if len(text) <= longest else f"{text[:longest]}..."
def main():
    print(cut("rain", 2))
LEFT = 3
"""
    other = (
        "import a\ndef short(words, most):\n    return words if len(words) <= most else f'{words[:most]}...'\na.main()"
    )
    trees = {ROOT.relative_to(ROOT) / f"{name}.py": ast.parse(text) for name, text in (("a", source), ("b", other))}
    assert find_twins(trees) == [["a.py:cut", "b.py:short"]]
    assert list(find_unused(trees)) == ["a.py:LEFT", "b.py:short"]
