"""Just enough of C's tokens for the lint rules: strings put together as the compiler would, comments left out."""
import re

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>'(?:\\.|[^'\\\n])*')
      | (?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def _text_of(literal):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), " "), literal[1:-1])


def _tokens(source):
    line = 1
    for match in TOKEN.finditer(source):
        yield match.lastgroup, match.group(), line
        line += match.group().count("\n")


def macros(source):
    """`#define NAME "text" "text"` of this file: name -> text."""
    found = {}
    for kind, text, _ in _tokens(source):
        if kind != "directive":
            continue
        match = re.match(r"\s*#\s*define\s+(\w+)((?:[\s\w]|\\\n|\"(?:\\.|[^\"\\])*\")*)$", text)
        if match and '"' in match.group(2):
            parts = re.findall(r'"(?:\\.|[^"\\])*"|\w+', match.group(2))
            found[match.group(1)] = "".join(_text_of(p) if p[0] == '"' else found.get(p, " ") for p in parts)
    return found


def strings(source):
    """(line, text) of each string; neighbours and string macros of the file are joined, other macros become a blank."""
    known = macros(source)
    known["PRId64"] = known["PRIu64"] = "d"
    run, start = None, 0
    pending = ""
    for kind, text, line in _tokens(source):
        if kind == "string":
            if run is None:
                run, start = "", line
            run += pending + _text_of(text)
            pending = ""
        elif kind in ("space", "comment"):
            continue
        elif kind == "word" and (text in known or run is not None and re.fullmatch(r"[A-Z][A-Z0-9_]+", text)):
            if run is None:
                run, start = "", line
            run += pending + known.get(text, "")
            pending = "" if text in known else " "
        else:
            if run is not None:
                yield start, run
            run, pending = None, ""
    if run is not None:
        yield start, run


def code(source):
    """The source with comments and the insides of strings blanked, line for line: what is left is code."""
    out = []
    for kind, text, _ in _tokens(source):
        if kind in ("comment", "char"):
            out.append(re.sub(r"[^\n]", " ", text))
        elif kind == "string":
            out.append('"' + " " * (len(text) - 2) + '"')
        elif kind == "directive":
            out.append(re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.DOTALL))
        else:
            out.append(text)
    return "".join(out)
