# Flatten JSON: one line for each scalar, "path<TAB>value", the path's parts joined by dots, array elements counted from 0:
# {"links": [{"mtu": 1450}]} gives "links.0.mtu<TAB>1450". Line ends and tabs in strings become spaces, null becomes the empty value.
# Works on the text left in `rest`, which value() and its helpers eat from the front.
BEGIN { quote_or_escape = "[\"\\\\]" }
{ rest = rest $0 "\n" }
END { value("") }

function skip_space() { sub(/^[ \t\r\n]+/, "", rest) }
function next_is(character) { skip_space(); return substr(rest, 1, 1) == character }
function eat(character) {
    if (!next_is(character)) return 0
    rest = substr(rest, 2)
    return 1
}
function join(path, part) { return path == "" ? part : path "." part }

function value(path,    scalar) {
    if (next_is("{")) { object(path); return }
    if (next_is("[")) { array(path); return }
    if (next_is("\"")) scalar = text()
    else if (match(rest, /^[-+.0-9A-Za-z]+/)) {
        scalar = substr(rest, 1, RLENGTH)
        rest = substr(rest, RLENGTH + 1)
        if (scalar == "null") scalar = ""
    } else exit 1
    gsub(/[\t\r\n]+/, " ", scalar)
    sub(/ +$/, "", scalar)
    print path "\t" scalar
}
function object(path,    key) {
    eat("{")
    if (eat("}")) return
    do {
        if (!next_is("\"")) exit 1
        key = text()
        if (!eat(":")) exit 1
        value(join(path, key))
    } while (eat(","))
    if (!eat("}")) exit 1
}
function array(path,    index_) {
    eat("[")
    if (eat("]")) return
    index_ = 0
    do value(join(path, index_++)); while (eat(","))
    if (!eat("]")) exit 1
}
# A string, its escapes undone; a \u escape is kept as it is: no name, address or key has one.
function text(    said, character) {
    eat("\"")
    said = ""
    while (match(rest, quote_or_escape)) {
        said = said substr(rest, 1, RSTART - 1)
        character = substr(rest, RSTART, 1)
        if (character == "\"") { rest = substr(rest, RSTART + 1); return said }
        character = substr(rest, RSTART + 1, 1)
        rest = substr(rest, RSTART + 2)
        if (character == "n" || character == "r" || character == "t") said = said " "
        else if (character == "u") said = said "\\u"
        else said = said character
    }
    exit 1
}
