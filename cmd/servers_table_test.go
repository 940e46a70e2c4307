//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The columns of the two tables.
const (
	validator = "the version is"
	stale     = "a stale write gets"
	method    = "etch writes with"
	told      = "--api"

	update    = "update"
	rival     = "a rival before the write"
	edit      = "a rival while editing"
	collision = "... at the same place"
	deleted   = "... who deletes"
	twenty    = "20 writers add one"

	create  = "create"
	created = "... a rival first"
	remove  = "delete"
	removed = "... a rival writes first"
	probe   = "probe --write"
)

// tables are what stands in docs/servers.md: what the servers do, and what comes of it.
var tables = [][]string{
	{validator, stale, told, method},
	{update, rival, edit, collision, deleted, twenty},
	{create, created, remove, removed, probe},
}

// A row is what the cases have seen on one server.
type row struct {
	name    string
	version string
	cases   int // how many were told
	mu      sync.Mutex
	cells   map[string][]string // by column; one for each sample, if they differ
}

func newRow(s *foreignServer) *row { return &row{name: s.name, cells: map[string][]string{}} }

// results are the rows of the servers that were run.
type results struct {
	mu    sync.Mutex
	rows  []*row
	cases int
}

func (all *results) add(r *row) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.rows = append(all.rows, r)
	all.cases += r.cases
}

// whole reports whether every case of every server was told, and -run left none out.
func (all *results) whole() bool {
	var cases int
	for _, s := range foreignServers {
		cases += len(casesFor(s))
	}
	return len(all.rows) == len(foreignServers) && all.cases == cases
}

// inOrder returns the rows in the order of foreignServers.
func (all *results) inOrder() []*row {
	slices.SortFunc(all.rows, func(a, b *row) int { return place(a) - place(b) })
	return all.rows
}

func place(r *row) int {
	return slices.IndexFunc(foreignServers, func(s *foreignServer) bool { return s.name == r.name })
}

// note adds what was seen to a column.
func (r *row) note(column, seen string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.cells[column], seen) {
		r.cells[column] = append(r.cells[column], seen)
	}
}

// line is the row in Markdown, in a table of these columns.
func (r *row) line(columns []string) string {
	cells := []string{r.name}
	for _, c := range columns {
		seen := "-"
		if len(r.cells[c]) > 0 {
			seen = strings.Join(r.cells[c], "; ")
		}
		cells = append(cells, seen)
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// versionSeen says where a server has its version.
func versionSeen(s *stage, read *answer) string {
	fields := s.guarded(read)
	switch tag := read.header.Get("ETag"); {
	case len(fields) == 0:
		return "a member of the body"
	case fields[0] != "If-Match":
		return "Last-Modified"
	case strings.HasPrefix(tag, "W/"):
		return "weak ETag"
	case strings.HasPrefix(tag, `"`):
		return "strong ETag"
	}
	return "ETag without quotes"
}

// way is how etch wrote.
func (f finding) way() string {
	mt, _, _ := strings.Cut(f.report.MediaType, ";")
	if f.report.Method != "PATCH" { // a whole document is sent as what it is
		return f.report.Method
	}
	return f.report.Method + " " + mt
}

// outcome is how an edit ended, and why.
func (f finding) outcome() string {
	var why []string
	for _, s := range []string{f.report.Reason, f.report.Guard} {
		if s != "" {
			why = append(why, s)
		}
	}
	if len(why) == 0 {
		return f.report.Outcome
	}
	return f.report.Outcome + " (" + strings.Join(why, ", ") + ")"
}

// versionOf asks a program for its version.
func versionOf(t *testing.T, s *foreignServer, folder string) string {
	t.Helper()
	c := exec.Command(s.version[0], s.version[1:]...)
	if npm, ok := strings.CutPrefix(s.version[0], "npm:"); ok {
		c = exec.Command("node", "-p", "require(process.argv[1]).version", filepath.Join(folder, "node_modules", npm, "package.json"))
	}
	if strings.HasPrefix(s.version[0], "go:") {
		c = exec.Command("go", "version", "-m", program(s.version[0], folder))
	}
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("the version of %s: %v\n%s", s.name, err, out)
	}
	return versionNumber(string(out))
}

// versionNumber is the first thing in a text that looks like a version.
func versionNumber(text string) string {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t/()v+", r) }) {
		if word[0] >= '0' && word[0] <= '9' && strings.Contains(word, ".") {
			word, _, _ = strings.Cut(word, "-")
			return word
		}
	}
	return "?"
}

const (
	tablePath  = "../docs/servers.md"
	tableBegin = "<!-- made by TestServers -->\n"
	tableEnd   = "<!-- end -->\n"
)

// tablesOf writes the tables, and a list of the versions that were run.
func tablesOf(rows []*row) (text, versions string) {
	var b strings.Builder
	for _, columns := range tables {
		b.WriteString("\n| server | " + strings.Join(columns, " | ") + " |\n")
		b.WriteString(strings.Repeat("|---", len(columns)+1) + "|\n")
		for _, r := range rows {
			b.WriteString(r.line(columns) + "\n")
		}
	}
	var run []string
	for _, r := range rows {
		run = append(run, r.name+" "+r.version)
	}
	return b.String(), "\nLast written down with " + strings.Join(run, "; ") + ".\n"
}

// holdTable compares docs/servers.md with what was seen; with ETCH_UPDATE_DOCS set it
// writes that down. Versions may differ: a Debian mirror moves on.
func holdTable(t *testing.T, rows []*row) {
	t.Helper()
	text, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	written, after, closed := strings.Cut(rest, tableEnd)
	if !ok || !closed {
		t.Fatalf("%s has no place for the tables", tablePath)
	}
	seen, versions := tablesOf(rows)
	if os.Getenv("ETCH_UPDATE_DOCS") != "" {
		text := before + tableBegin + seen + versions + tableEnd + after
		if err := os.WriteFile(tablePath, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	lines := strings.Split(written, "\n")
	for line := range strings.Lines(seen) {
		if line = strings.TrimSuffix(line, "\n"); !slices.Contains(lines, line) {
			t.Errorf("%s does not say what was seen (ETCH_UPDATE_DOCS=1 writes it down):\n%s", tablePath, line)
		}
	}
	if strings.Count(written, "\n|") != strings.Count(seen, "\n|") {
		t.Errorf("%s has other rows than what was run", tablePath)
	}
}
