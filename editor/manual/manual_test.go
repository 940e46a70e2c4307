//go:build unix

package manual_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/merge/document"
)

// A desk is a person's place: a folder for the draft, an editor that is a script,
// and what became of the texts.
type desk struct {
	manual.Modifier
	t     *testing.T
	dir   string
	saved []string
	said  []string
	asked []string
}

// newDesk makes a desk whose editor runs script: $1 is the file, $N the number of
// the sitting, and what the person sees is left in seen.N.
func newDesk(t *testing.T, script string) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir()}
	path := filepath.Join(d.dir, "editor")
	script = fmt.Sprintf("#!/bin/sh\ncd %q\nN=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $N >n; cp \"$1\" seen.$N\n%s\n", d.dir, script)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	d.Command = path
	d.File = func(draft, name string) (string, error) { return filepath.Join(d.dir, draft+"-"+name), nil }
	d.Notify = func(line string) { d.said = append(d.said, line) }
	return d
}

// answers has the person answer What now? in this order, at a terminal.
func (d *desk) answers(vs ...editor.Verdict) *desk {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { null.Close() })
	d.Terminal = &launch.Terminal{In: null, Out: null}
	d.Ask = func(_ context.Context, problem error) (editor.Verdict, error) {
		d.asked = append(d.asked, problem.Error())
		v := vs[0]
		vs = vs[1:]
		return v, nil
	}
	return d
}

// edit runs a task on base.
func (d *desk) edit(base *document.Document, change func(*editor.Task)) (*document.Document, error) {
	task := editor.Task{Base: base, Draft: "d1", Save: func(text []byte) error {
		d.saved = append(d.saved, string(text))
		return nil
	}}
	if change != nil {
		change(&task)
	}
	return d.Modify(context.Background(), task)
}

// seen returns what the editor showed in sitting n.
func (d *desk) seen(n int) string {
	b, err := os.ReadFile(filepath.Join(d.dir, fmt.Sprintf("seen.%d", n)))
	if err != nil {
		return "(no sitting)"
	}
	return string(b)
}

func parse(t *testing.T, s string, f document.Format) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const resource = `{"zeta":"last","alpha":"first","big":12345678901234567890,"id":9007199254740993,"price":1.0,"exp":1e2,"html":"a<b>&c","nul":null,"tags":["x","y"],"nested":{"b":2,"a":1},"name":"orig"}`

// What comes back is the base but for what the person changed.
func TestWhatThePersonDidNotTouchStays(t *testing.T) {
	for _, c := range []struct {
		name         string
		format       document.Format
		base, script string
		want         string
	}{
		{"one line, one member", document.JSON, resource, `sed -i.bak 's/"orig"/"new"/' "$1"`, strings.Replace(resource, "orig", "new", 1)},
		{"one line, only a big number", document.JSON, resource, `sed -i.bak 's/67890/67891/' "$1"`, strings.Replace(resource, "67890", "67891", 1)},
		{"one line, indented otherwise", document.JSON, resource, `sed -i.bak 's/^ */	/' "$1"`, resource},
		{"one line with a final newline", document.JSON, "{\"a\": 1}\n", `sed -i.bak 's/1/2/' "$1"`, "{\"a\": 2}\n"},
		{"the person's own white space", document.JSON, "{\n \"a\": 1\n}\n", `sed -i.bak 's/: 1/:   1/' "$1"`, "{\n \"a\":   1\n}\n"},
		{"an editor that ends the last line", document.JSON, "{\n \"a\": 1\n}", `printf '{\n "a": 2\n}\n' >"$1"`, "{\n \"a\": 2\n}"},
		{"two newlines are the person's", document.Text, "a", `printf 'b\n\n' >"$1"`, "b\n\n"},
		{"text without a final newline", document.Text, "a", `printf 'b\n' >"$1"`, "b"},
		{"text, its final newline removed", document.Text, "a\n", `printf 'a' >"$1"`, "a"},
		{"carriage returns", document.Text, "a\r\nb\r\n", `sed -i.bak 's/a/c/' "$1"`, "c\r\nb\r\n"},
		{"carriage returns without the last", document.Text, "a\r\nb", `printf 'c\r\nb\r\n' >"$1"`, "c\r\nb"},
		{"a byte order mark that the editor removes", document.JSON, "\ufeff{\n \"a\": 1\n}\n", `printf '{\n "a": 2\n}\n' >"$1"`, "\ufeff{\n \"a\": 2\n}\n"},
		{"a byte order mark that the editor adds", document.JSON, "{\n \"a\": 1\n}\n", `printf '\357\273\277{\n "a": 2\n}\n' >"$1"`, "{\n \"a\": 2\n}\n"},
		{"lines with # and // inside of text", document.Text, "# a\n// b\nc\n", `sed -i.bak 's/c/d/' "$1"`, "# a\n// b\nd\n"},
		{"lines with # and // inside of strings", document.JSON, "{\n\"a\": \"# x\\n// y\",\n\"b\": 1\n}\n", `sed -i.bak 's/: 1/: 2/' "$1"`, "{\n\"a\": \"# x\\n// y\",\n\"b\": 2\n}\n"},
		{"a member name that stood there twice", document.JSON, "{\n\"a\": 1,\n\"a\": 2,\n\"b\": 3\n}\n", `sed -i.bak 's/3/4/' "$1"`, "{\n\"a\": 1,\n\"a\": 2,\n\"b\": 4\n}\n"},
		{"an editor that writes another file and renames it", document.Text, "a\n", `echo b >"$1.new"; mv "$1.new" "$1"`, "b\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.script)
			got, err := d.edit(parse(t, c.base, c.format), nil)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got  %q\nwant %q", got.Source(), c.want)
			}
		})
	}
}

// What was fetched in one line is shown on several, and a key says which element of
// the one is which of the other: each keeps its own spelling.
func TestKeysReachTheView(t *testing.T) {
	d := newDesk(t, `echo '[{"sku":"b","n":[1]},{"sku":"a","n":[2]}]' >"$1"`)
	d.Diff.Keys = map[document.Pointer]string{"": "sku"}
	got, err := d.edit(parse(t, `[{"sku":"a" ,"n":[1]},{"sku":"b", "n":[2]}]`, document.JSON), nil)
	if want := `{"sku":"b", "n":[1]}`; err != nil || !strings.Contains(string(got.Source()), want) {
		t.Errorf("%s, %v: it has no %s", got.Source(), err, want)
	}
}

func TestUnchangedIsTheBaseItself(t *testing.T) {
	for _, c := range []struct {
		name, base, script string
		format             document.Format
	}{
		{"not written", resource, `:`, document.JSON},
		{"written as it was", resource, `cat "$1" >x; cat x >"$1"`, document.JSON},
		{"vi ends the last line of a text", "a", `echo >>"$1"`, document.Text},
		{"an empty text", "", `:`, document.Text},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.script)
			base := parse(t, c.base, c.format)
			got, err := d.edit(base, nil)
			if err != nil || !got.Equal(base) {
				t.Errorf("got %q, %v", got.Source(), err)
			}
			if c.script == ":" && len(d.saved) > 0 {
				t.Errorf("a draft was kept of nothing: %q", d.saved)
			}
		})
	}
}

// An editor with a window of its own returns before anybody has typed.
func TestHintForAnEditorThatDoesNotWait(t *testing.T) {
	d := newDesk(t, ":").answers()
	if _, err := d.edit(parse(t, "{}", document.JSON), nil); err != nil {
		t.Fatal(err)
	}
	if len(d.said) != 1 || !strings.Contains(d.said[0], "wait") {
		t.Errorf("said %q", d.said)
	}
	d = newDesk(t, `echo '{"a":1}' >"$1"`).answers()
	if _, err := d.edit(parse(t, "{}", document.JSON), nil); err != nil || len(d.said) > 0 {
		t.Errorf("said %q (%v), although something was changed", d.said, err)
	}
}

// Texts that cannot be used are kept, and shown again with the problem and its line.
func TestReopens(t *testing.T) {
	const base = "{\n  \"a\": 1,\n  \"b\": 2\n}\n"
	for _, c := range []struct{ name, first, says string }{
		{"a comma is missing", "{\n  \"a\": 1\n  \"b\": 2\n}\n", "line 6, column 3"},
		{"a name twice", "{\n  \"a\": 1,\n  \"a\": 2\n}\n", "line 6, column 8, in /a: this member name is there twice"},
		{"half a surrogate pair", "{\n  \"a\": \"\\ud800\"\n}\n", "line 5, column "},
		{"NUL", "{\n  \"a\": \"\\000\"\n}\n", "line 5, column "},
		{"not UTF-8", "{\n  \"a\": \"\\377\"\n}\n", "line 5, column "},
		{"a comment of the person's", "// mine\n{}\n", "line 4, column 1"},
		{"a conflict marker", "{\n<<<<<<< ours\n}\n", "line 5, column 1: a conflict marker is still there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := strings.NewReplacer("\n", `\n`, `\000`, `\000`, `\377`, `\377`, `\ud800`, `\\ud800`).Replace(c.first)
			d := newDesk(t, `case $N in 1) printf '`+first+`' >"$1";; *) sed -i.bak '/"a"/d; /mine/d; /ours/d; $s/.*/"c": 3}/; 4,5s/^{$/{/' "$1"; printf '{"a": 3}' >"$1";; esac`)
			got, err := d.edit(parse(t, base, document.JSON), nil)
			if err != nil || string(got.Source()) != `{"a": 3}`+"" {
				t.Fatalf("got %q, %v", got.Source(), err)
			}
			typed := strings.NewReplacer(`\000`, "\x00", `\377`, "\xff").Replace(c.first)
			above, shown, _ := strings.Cut(d.seen(2), "again ----\n")
			if shown != typed {
				t.Errorf("shown again: %q, typed %q", shown, typed)
			}
			if !strings.Contains(above, c.says) {
				t.Errorf("the header does not say %q:\n%s", c.says, above)
			}
			if len(d.saved) == 0 || d.saved[0] != typed {
				t.Errorf("kept %q", d.saved)
			}
		})
	}
}

// The header is gone from the text that is kept and read, whatever was shown.
func TestHeaderDoesNotComeBack(t *testing.T) {
	d := newDesk(t, `case $N in 1) printf '{\r\n"a": \r\n}\r\n' >"$1";; 2) sed -i.bak 's/"a": /"a": 7/' "$1";; esac`)
	got, err := d.edit(parse(t, "{\r\n\"a\": 1\r\n}\r\n", document.JSON), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "{\r\n\"a\": 7\r\n}\r\n"; string(got.Source()) != want || d.saved[1] != want {
		t.Errorf("got %q, kept %q", got.Source(), d.saved)
	}
	if shown := d.seen(2); strings.Count(shown, "\n") != strings.Count(shown, "\r\n") {
		t.Errorf("line ends are mixed: %q", shown)
	}
}

func TestReopeningsAreBoundedWithoutATerminal(t *testing.T) {
	d := newDesk(t, `printf '{' >"$1"`)
	_, err := d.edit(parse(t, "{}", document.JSON), nil)
	var invalid *editor.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("error: %v", err)
	}
	if d.seen(6) == "(no sitting)" || d.seen(7) != "(no sitting)" {
		t.Error("it was not opened once and reopened five times")
	}
	if !slices.Equal(d.saved, []string{"{"}) {
		t.Errorf("kept %q", d.saved)
	}
}

func TestWhatNow(t *testing.T) {
	kept := func(err error) bool {
		var a *editor.AbortedError
		return errors.As(err, &a) && a.Kept
	}
	dropped := func(err error) bool {
		var a *editor.AbortedError
		return errors.As(err, &a) && !a.Kept
	}
	for _, c := range []struct {
		name    string
		answers []editor.Verdict
		check   func(error) bool
	}{
		{"edit again, until it is right", slices.Repeat([]editor.Verdict{editor.Again}, 8), func(err error) bool { return err == nil }},
		{"save the draft and quit", []editor.Verdict{editor.Again, editor.Keep}, kept},
		{"quit and drop", []editor.Verdict{editor.Drop}, dropped},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, `if [ $N -lt 9 ]; then printf '{' >"$1"; else printf '{"a":1}' >"$1"; fi`).answers(c.answers...)
			if _, err := d.edit(parse(t, "{}", document.JSON), nil); !c.check(err) {
				t.Errorf("error: %v", err)
			}
			if len(d.asked) != len(c.answers) || !strings.HasPrefix(d.asked[0], "line 4, column 2:") {
				t.Errorf("asked %q", d.asked)
			}
		})
	}
}

func TestEditorsThatMisbehave(t *testing.T) {
	aborted := func(kept bool) func(error) bool {
		return func(err error) bool {
			var a *editor.AbortedError
			return errors.As(err, &a) && a.Kept == kept && a.Why == editor.Emptied
		}
	}
	fileError := func(reason string) func(error) bool {
		return func(err error) bool {
			var f *manual.FileError
			return errors.As(err, &f) && strings.Contains(f.Reason, reason)
		}
	}
	for _, c := range []struct {
		name, script string
		check        func(error) bool
		saved        []string
		file         string // what is in the file afterwards; "-": not looked at
	}{
		{"exit 3 after saving", `printf '{"a":2}' >"$1"; exit 3`, func(err error) bool {
			var e *launch.ExitError
			return errors.As(err, &e) && e.Status == 3
		}, []string{`{"a":2}`}, `{"a":2}`},
		{"emptied", `: >"$1"`, aborted(false), nil, `{}`},
		{"only white space is left", `printf ' \n\t\n' >"$1"`, aborted(false), nil, `{}`},
		{"emptied after something was typed", `if [ $N = 1 ]; then printf '{"a"' >"$1"; else : >"$1"; fi`, aborted(true), []string{`{"a"`}, `{"a"`},
		{"removed", `rm "$1"`, fileError("removed"), nil, `{}`},
		{"removed after something was typed", `if [ $N = 1 ]; then printf '{"a"' >"$1"; else rm "$1"; fi`, fileError("removed"), []string{`{"a"`}, `{"a"`},
		{"a directory in its place", `rm "$1"; mkdir "$1"`, fileError("directory"), nil, "-"},
		{"a link in its place", `rm "$1"; echo '{"a":"secret"}' >other; ln -s other "$1"`, fileError("symbolic link"), nil, "-"},
		{"a pipe in its place", `rm "$1"; mkfifo "$1"`, fileError("no regular file"), nil, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.script)
			got, err := d.edit(parse(t, "{}", document.JSON), nil)
			if !c.check(err) || got != nil {
				t.Errorf("got %v, error: %v", got, err)
			}
			if !slices.Equal(d.saved, c.saved) {
				t.Errorf("kept %q, want %q", d.saved, c.saved)
			}
			if c.file == "-" {
				return
			}
			file, _ := os.ReadFile(filepath.Join(d.dir, "d1-edit.json"))
			if strings.TrimSuffix(string(manual.CutHeader(file)), "\n") != c.file {
				t.Errorf("the file holds %q, want %q", file, c.file)
			}
		})
	}
}

// A draft that cannot be kept ends the edit, and the error names the file with the text.
func TestTextThatCannotBeKept(t *testing.T) {
	d := newDesk(t, `printf '{"a":2}' >"$1"`)
	full := errors.New("no space")
	_, err := d.edit(parse(t, "{}", document.JSON), func(task *editor.Task) {
		task.Save = func([]byte) error { return full }
	})
	var k *manual.KeepError
	if !errors.As(err, &k) || !errors.Is(err, full) {
		t.Fatalf("error: %v", err)
	}
	if text, _ := os.ReadFile(k.Path); string(text) != `{"a":2}` {
		t.Errorf("%s holds %q", k.Path, text)
	}
}

// The file may be the only place that holds what was typed: it is replaced in one
// step, and never emptied to be written anew. A second name of the old file shows it.
func TestFileIsNeverHalfWritten(t *testing.T) {
	d := newDesk(t, `echo '{"a":2}' >"$1"`)
	file, old := filepath.Join(d.dir, "d1-edit.json"), filepath.Join(d.dir, "old")
	if err := errors.Join(os.WriteFile(file, []byte(`{"a":`), 0o600), os.Link(file, old)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.edit(parse(t, "{}", document.JSON), func(task *editor.Task) { task.Start = []byte(`{"a":`) }); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(old); err != nil || string(text) != `{"a":` {
		t.Errorf("the old file holds %q (%v)", text, err)
	}
	if names, err := filepath.Glob(filepath.Join(d.dir, ".*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %q (%v)", names, err)
	}
}

// Nobody but the owner reads the text, also where the editor made the file anew.
func TestFileIsPrivate(t *testing.T) {
	d := newDesk(t, `ls -l "$1" >mode; umask 0; echo '{"a":2}' >new; mv new "$1"`)
	if _, err := d.edit(parse(t, "{}", document.JSON), nil); err != nil {
		t.Fatal(err)
	}
	mode, _ := os.ReadFile(filepath.Join(d.dir, "mode"))
	info, _ := os.Stat(filepath.Join(d.dir, "d1-edit.json"))
	if !strings.HasPrefix(string(mode), "-rw-------") || info.Mode().Perm() != 0o600 {
		t.Errorf("before %s, after %v", mode, info.Mode())
	}
}

// Where a text is given, it is shown in the place of the base.
func TestStart(t *testing.T) {
	const marked = "{\n<<<<<<< ours\n\"a\": 1\n||||||| base\n\"a\": 0\n=======\n\"a\": 2\n>>>>>>> theirs\n}\n"
	for _, c := range []struct {
		name, base, start, script string
		format                    document.Format
		straight                  bool
		shown, want               string
	}{
		{"a one-line text is indented again", `{"a":1}`, `{"a":2}`, `:`, document.JSON, false, "{\n  \"a\": 2\n}", `{"a":2}`},
		{"an indented one as it is", `{"a":1}`, "{\n      \"a\": 2}", `:`, document.JSON, false, "{\n      \"a\": 2}", `{"a":2}`},
		{"the base's text again", `{"a":1}`, `{"a":1}`, `:`, document.JSON, false, "{\n  \"a\": 1\n}", `{"a":1}`},
		{"straight", `{"a":1}`, `{"a":2}`, `:`, document.JSON, true, "(no sitting)", `{"a":2}`},
		{"straight, with what a killed process left above it", `{"a":1}`, "// x\n//---- the document begins below; the lines above it are removed again ----\n{\"a\":2}", `:`, document.JSON, true, "(no sitting)", `{"a":2}`},
		{"straight, but it cannot be used", `{"a":1}`, `{"a":`, `echo '{"a":3}' >"$1"`, document.JSON, true, "// this cannot be sent yet:", `{"a":3}`},
		{"conflict markers", `{"a":2}`, marked, `echo '{"a":3}' >"$1"`, document.JSON, false, "// this cannot be sent yet:\n//   line 5, column 1: a conflict marker", `{"a":3}`},
		{"conflict markers in text", "x\n", marked, `echo y >"$1"`, document.Text, false, marked, "y\n"},
		{"markers that are the text's own", "<<<<<<< ours\n", "<<<<<<< ours\nx\n", `:`, document.Text, false, "<<<<<<< ours\nx\n", "<<<<<<< ours\nx\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.script)
			d.Straight = c.straight
			got, err := d.edit(parse(t, c.base, c.format), func(task *editor.Task) { task.Start = []byte(c.start) })
			if err != nil || string(got.Source()) != c.want {
				t.Errorf("got %q, %v; want %q", got.Source(), err, c.want)
			}
			if shown := d.seen(1); !strings.HasPrefix(shown, c.shown) {
				t.Errorf("shown:\n%s\nwant:\n%s", shown, c.shown)
			}
		})
	}
}

// Markers that stay in a text of lines are no answer: nothing would refuse them.
func TestMarkersLeftInText(t *testing.T) {
	d := newDesk(t, ":").answers(editor.Keep)
	_, err := d.edit(parse(t, "x\n", document.Text), func(task *editor.Task) {
		task.Start = []byte("a\n<<<<<<< ours\n")
	})
	var a *editor.AbortedError
	if !errors.As(err, &a) || !slices.Equal(d.asked, []string{"line 2, column 1: a conflict marker is still there"}) {
		t.Errorf("error: %v, asked %q", err, d.asked)
	}
}

// Only the first text goes straight on; what comes back from a question is edited.
func TestStraightIsForTheFirstTextAlone(t *testing.T) {
	d := newDesk(t, `echo '{"a":3}' >"$1"`)
	d.Straight = true
	start := func(task *editor.Task) { task.Start = []byte(`{"a":2}`) }
	if _, err := d.edit(parse(t, `{"a":1}`, document.JSON), start); err != nil || d.seen(1) != "(no sitting)" {
		t.Fatalf("opened at once (%v)", err)
	}
	got, err := d.edit(parse(t, `{"a":1}`, document.JSON), start)
	if err != nil || string(got.Source()) != `{"a":3}` {
		t.Errorf("got %q, %v", got.Source(), err)
	}
}

// The server's words stand above a JSON text, and are said before a text of lines.
func TestRefusal(t *testing.T) {
	refused := func(task *editor.Task) {
		task.Start, task.Refused = task.Base.Source(), errors.New("422 Unprocessable: \x1b[2J")
	}
	d := newDesk(t, ":")
	if _, err := d.edit(parse(t, `{"a":1}`, document.JSON), refused); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d.seen(1), "// the server refused it:\n//   422 Unprocessable: \\x1b[2J\n//----") || len(d.said) > 0 {
		t.Errorf("shown:\n%s\nsaid %q", d.seen(1), d.said)
	}
	d = newDesk(t, ":")
	if _, err := d.edit(parse(t, "a\n", document.Text), refused); err != nil {
		t.Fatal(err)
	}
	if d.seen(1) != "a\n" || len(d.said) != 1 || !strings.HasSuffix(d.said[0], `422 Unprocessable: \x1b[2J`) {
		t.Errorf("shown %q, said %q", d.seen(1), d.said)
	}
}

func TestExtension(t *testing.T) {
	for _, c := range []struct {
		mediaType string
		format    document.Format
		want      string
	}{
		{"application/json", document.JSON, ".json"},
		{"application/vnd.api+json; charset=utf-8", document.JSON, ".json"},
		{"application/json", document.Text, ".json"},
		{"", document.JSON, ".json"},
		{"", document.Text, ".txt"},
		{"text/plain; charset=utf-8", document.Text, ".txt"},
		{"Text/HTML;charset=x", document.Text, ".html"},
		{"text/calendar", document.Text, ".ics"},
		{"application/atom+xml", document.Text, ".xml"},
		{"application/vnd.x+yaml", document.Text, ".yaml"},
		{"image/svg+xml", document.Text, ".svg"},
		{"../../etc/passwd", document.Text, ".txt"},
		{"x/y+../z", document.Text, ".txt"},
	} {
		if got := manual.Extension(c.mediaType, c.format); got != c.want {
			t.Errorf("%q: %q, want %q", c.mediaType, got, c.want)
		}
	}
}

// Nothing is written through a link that stands where the draft's file should.
func TestFileIsNoLink(t *testing.T) {
	d := newDesk(t, ":")
	other := filepath.Join(d.dir, "other")
	if err := os.Symlink(other, filepath.Join(d.dir, "d1-edit.json")); err != nil {
		t.Fatal(err)
	}
	_, err := d.edit(parse(t, "{}", document.JSON), nil)
	var f *manual.FileError
	if !errors.As(err, &f) {
		t.Errorf("error: %v", err)
	}
	if _, err := os.Lstat(other); err == nil {
		t.Error("it was written")
	}
}

// When etch is told to end, what the editor has saved by then is kept.
func TestContextEndsWhileTheEditorIsOpen(t *testing.T) {
	d := newDesk(t, `printf '{"a":2}' >"$1"; touch ready; while :; do sleep 0.05; done`)
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("terminated")
	go func() {
		for range 1000 {
			if _, err := os.Stat(filepath.Join(d.dir, "ready")); err == nil {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		cancel(why)
	}()
	_, err := d.Modify(ctx, editor.Task{Base: parse(t, "{}", document.JSON), Save: func(text []byte) error {
		d.saved = append(d.saved, string(text))
		return nil
	}})
	if !errors.Is(err, why) || !slices.Equal(d.saved, []string{`{"a":2}`}) {
		t.Errorf("error: %v, kept %q", err, d.saved)
	}
}
