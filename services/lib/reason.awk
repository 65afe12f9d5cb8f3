# reason.awk: deploy/catalog/base/reasons.tsv (code, severity, zh, en) -> reason_table.h, the enum and the table of reason.c.
# Any fault of the file ends the build with its line: wrong number of columns, bad code or severity, a code that stands
# twice, empty words, or parameters that the two languages do not share. Runs on mawk (no intervals, bytes not characters).
# usage: awk -f reason.awk reasons.tsv > reason_table.h

function fail(message) {
    printf "%s:%d: %s\n", FILENAME, FNR, message > "/dev/stderr"
    failed = 1
    exit 1
}

# the parameters that a text uses, as a string such as "1 2 "
function params_of(words,    n, found) {
    found = ""
    for (n = 1; n <= 9; n++)
        if (index(words, "{" n "}") > 0)
            found = found n " "
    return found
}

function c_string(words) {
    gsub(/\\/, "\\\\", words)
    gsub(/"/, "\\\"", words)
    return "\"" words "\""
}

BEGIN { FS = "\t" }

{ sub(/\r$/, "") }
/^#/ || /^$/ { next }

NF != 4 { fail("expected 4 columns parted by tabs: code, severity, zh, en; found " NF) }
$1 !~ /^[EWI]-[A-Z][A-Z][A-Z]-[0-9][0-9][0-9]$/ { fail("not a code like E-ING-014: " $1) }
$2 != "info" && $2 != "warning" && $2 != "error" { fail("severity must be info, warning or error: " $2) }
$3 == "" || $4 == "" { fail("words are missing for " $1) }
($1 in line_of) { fail($1 " stands in line " line_of[$1] " already") }
params_of($3) != params_of($4) { fail("the two languages of " $1 " do not use the same parameters") }

{
    line_of[$1] = FNR
    name = $1
    gsub(/-/, "_", name)
    rows[++count] = "X(REASON_" name ", \"" $1 "\", SEVERITY_" toupper($2) ", " c_string($3) ", " c_string($4) ")"
    names[count] = "REASON_" name
}

END {
    if (failed)
        exit 1
    print "/* Made by services/lib/reason.awk from reasons.tsv. Do not edit. */"
    print "#ifndef DUBAN_REASON_TABLE_H\n#define DUBAN_REASON_TABLE_H\n"
    print "enum reason {\n    REASON_NONE = 0,"
    for (i = 1; i <= count; i++)
        print "    " names[i] ","
    print "    REASON_COUNT\n};\n"
    printf "#define REASON_TABLE(X)"
    for (i = 1; i <= count; i++)
        printf " \\\n    %s", rows[i]
    print "\n\n#endif"
}
