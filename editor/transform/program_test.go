package transform

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// page holds everything that a careless program changes without being asked.
const page = `{"zeta":"last","alpha":"first","big":12345678901234567890,"id":9007199254740993,` +
	`"price":1.0,"exp":1e2,"html":"a<b>&c","esc":"\u00e9\/","nul":null,"tags":["x","y"],"nested":{"b":2,"a":1},"n":41}`

func parse(t testing.TB, s string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// change makes a Change of its form on the command line.
func change(t testing.TB, flag, value string) Change {
	t.Helper()
	c, err := newChange(flag, value)
	if err != nil {
		t.Fatalf("%s %s: %v", flag, value, err)
	}
	return c
}

func newChange(flag, value string) (Change, error) {
	switch flag {
	case "jq":
		return NewJQ(value)
	case "merge-patch":
		return MergePatch([]byte(value))
	case "json-patch":
		return JSONPatch([]byte(value))
	case "from":
		return &From{Text: []byte(value)}, nil
	case "filter":
		return &Filter{Argv: []string{"filter"}, Run: func(context.Context, []string, []byte) ([]byte, error) { return []byte(value), nil }}, nil
	case "unset":
		p, err := ParsePath(value)
		if err != nil {
			return nil, err
		}
		return Unset(p)
	}
	p, text, err := ParseAssignment(value)
	if err != nil {
		return nil, err
	}
	if flag == "set" {
		return Set(p, text)
	}
	return SetString(p, text)
}

// Each row is one change of page: the text that goes, and the one that comes. Every
// other byte stays.
func TestOnlyWhatIsNamedChanges(t *testing.T) {
	tests := []struct{ flag, value, old, new string }{
		{"set", "/alpha=second", `"first"`, `"second"`},
		{"set", "alpha=second", `"first"`, `"second"`},
		{"set", ".nested.b=3", `"b":2`, `"b":3`},
		{"set", "/big=12345678901234567891", `12345678901234567890`, `12345678901234567891`},
		{"set", "/price=1.00", `1.0`, `1.00`},
		{"set", "/tags/0=z", `"x"`, `"z"`},
		{"set", "/tags/-=z", `"y"]`, `"y","z"]`},
		{"set", "/nested/c=a=b", `"a":1}`, `"a":1,"c":"a=b"}`},
		{"set", "/nested/deep/er=true", `"a":1}`, `"a":1,"deep":{"er":true}}`},
		{"set", "/nul= null ", `null`, `null`},
		{"set", "/n=", `41`, `""`},
		{"set", "/n=\"41\"", `41`, `"41"`},
		{"set-string", "/n=41", `41`, `"41"`},
		{"set-string", "/n=null", `41`, `"null"`},
		{"unset", "/nested/b", `"b":2,`, ``},
		{"unset", "/tags/0", `"x",`, ``},
		{"unset", "zeta", `"zeta":"last",`, ``},
		{"merge-patch", `{"nested":{"b":null}}`, `"b":2,`, ``},
		{"merge-patch", `{"n":42}`, `41`, `42`},
		{"json-patch", `[{"op":"test","path":"/n","value":41},{"op":"add","path":"/tags/0","value":"w"}]`, `["x"`, `["w","x"`},
		{"jq", `.n += 1`, `41`, `42`},
		{"jq", `.`, ``, ``},
		{"jq", `.id += 0`, ``, ``},
		{"jq", `.price = 1`, ``, ``},
		{"jq", `.exp = 100`, ``, ``},
		{"jq", `.big += 1`, `12345678901234567890`, `12345678901234567891`},
		{"jq", `.tags |= map(.)`, ``, ``},
		{"jq", `.nul = false`, `null`, `false`},
		{"jq", `del(.zeta)`, `"zeta":"last",`, ``},
		{"jq", `.tags += ["z"]`, `"y"]`, `"y","z"]`},
		{"jq", `.html += "ü"`, `&c"`, `&cü"`},
		{"jq", `. + {b: 1, a: 2}`, `"n":41}`, `"n":41,"a":2,"b":1}`},
		{"filter", strings.Replace(page, "41", "42", 1) + "\n", `41`, `42`},
		{"filter", strings.NewReplacer("9007199254740993", "9007199254740992", "12345678901234567890", "12345678901234567000", "1.0", "1").Replace(page), ``, ``},
	}
	for _, tt := range tests {
		t.Run(tt.flag+" "+tt.value, func(t *testing.T) {
			got, err := New(change(t, tt.flag, tt.value)).Modify(t.Context(), editor.Task{Base: parse(t, page)})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(page, tt.old, tt.new, 1); string(got.Source()) != want {
				t.Errorf("got  %s\nwant %s", got.Source(), want)
			}
		})
	}
}

func TestChangesAreMadeInTheirOrder(t *testing.T) {
	p := New(change(t, "set", "/n=1"), change(t, "jq", ".n += 1"), change(t, "set", "/m=x"), change(t, "unset", "/m"))
	got, err := p.Modify(t.Context(), editor.Task{Base: parse(t, `{"n": 0}`)})
	if err != nil || string(got.Source()) != `{"n": 2}` {
		t.Errorf("%s, %v", got.Source(), err)
	}
}

// What does not fit the document is found when it is there.
func TestInvalid(t *testing.T) {
	tests := []struct {
		flag, value string
		round       int
	}{
		{flag: "set", value: "/tags/7=z"},
		{flag: "set", value: "/tags/2=z"}, // the next one too: whoever wrote it meant an element that was there
		{flag: "set", value: "/tags/x=z"},
		{flag: "set", value: "/tags/01=z"},
		{flag: "set", value: "/tags/-/a=z"},
		{flag: "set", value: "/tags/5/a=z"},
		{flag: "set", value: "/tags/2/a=z"},
		{flag: "set", value: "/none/0=z"},
		{flag: "set", value: "/none/-=z"},
		{flag: "set", value: "/none/0/a=z"},
		{flag: "set", value: "/n/a=z"},
		{flag: "set", value: "/nul/a=z"},
		{flag: "unset", value: "/none"},
		{flag: "unset", value: "/tags/2"},
		{flag: "unset", value: "/tags/-"},
		{flag: "unset", value: "/nested/c/d"},
		{flag: "json-patch", value: `[{"op":"test","path":"/n","value":1}]`},
		{flag: "json-patch", value: `[{"op":"paint"}]`},
		{flag: "jq", value: `error("no")`},
		{flag: "jq", value: `.n.x`},
		{flag: "jq", value: `empty`},
		{flag: "jq", value: `halt`},
		{flag: "jq", value: `., .`},
		{flag: "jq", value: `., error("late")`},
		{flag: "jq", value: `halt_error`},
		{flag: "filter", value: ""},
		{flag: "filter", value: "{"},
		{flag: "filter", value: "{} {}"},
		{flag: "from", value: ""},
		{flag: "from", value: " \n"},
		{flag: "from", value: "{"},
	}
	for _, tt := range tests {
		t.Run(tt.flag+" "+tt.value, func(t *testing.T) {
			got, err := New(change(t, tt.flag, tt.value)).Modify(t.Context(), editor.Task{Base: parse(t, page), Round: tt.round})
			if _, ok := errors.AsType[*editor.InvalidError](err); !ok {
				t.Errorf("%s, error %v", got.Source(), err)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	tests := []struct{ flag, value, what string }{
		{"set", "/a", "path"},
		{"set", "/a~2=1", "path"},
		{"set", "a..b=1", "path"},
		{"set", "a[0]=1", "path"},
		{"set", "\xff=1", "path"},
		{"set", "/a=\xff", "value"},
		{"set-string", "/a=\xff", "value"},
		{"unset", "", "path"},
		{"unset", ".", "path"},
		{"merge-patch", "{", "merge patch"},
		{"json-patch", "{}", "JSON patch"},
		{"json-patch", "[", "JSON patch"},
		{"jq", ".a[", "jq"},
		{"jq", "nosuch", "jq"},
		{"jq", "$nosuch", "jq"},
		{"jq", "input", "jq"},
		{"jq", `import "a" as a; .`, "jq"},
	}
	for _, tt := range tests {
		_, err := newChange(tt.flag, tt.value)
		if e, ok := errors.AsType[*UsageError](err); !ok || e.What != tt.what {
			t.Errorf("%s %q: %v, want a usage error about the %s", tt.flag, tt.value, err, tt.what)
		}
	}
}

func TestRepeats(t *testing.T) {
	type c struct{ flag, value string }
	tests := []struct {
		name       string
		changes    []c
		repeats    bool
		idempotent bool
	}{
		{"members", []c{{"set", "/n=1"}, {"set-string", "/m=1"}, {"unset", "/zeta"}, {"merge-patch", `{"a":1}`}}, true, true},
		{"jq", []c{{"jq", ".n += 1"}}, true, false},
		{"a filter", []c{{"filter", "{}"}}, true, false},
		{"a whole array", []c{{"set", "/tags=[]"}}, true, true},
		{"an index", []c{{"set", "/tags/0=z"}}, false, false},
		{"an append", []c{{"set", "/tags/-=z"}}, false, false},
		{"an element removed", []c{{"unset", "/tags/0"}}, false, false},
		{"digits that name a member", []c{{"set", "/nested={\"0\":1}"}, {"set", "/nested/0=2"}}, true, true},
		{"an array that an earlier change made", []c{{"set", "/a=[1]"}, {"set", "/a/0=2"}}, false, false},
		{"one index among others", []c{{"jq", "."}, {"set", "/tags/0=z"}}, false, false},
		{"a JSON patch", []c{{"json-patch", "[]"}}, false, false},
		{"a document", []c{{"from", "{}"}}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := New()
			for _, c := range tt.changes {
				p.changes = append(p.changes, change(t, c.flag, c.value))
			}
			if _, err := p.Modify(t.Context(), editor.Task{Base: parse(t, page)}); err != nil {
				t.Fatal(err)
			}
			if p.Repeats() != tt.repeats || p.Idempotent() != tt.idempotent {
				t.Errorf("repeats %v, idempotent %v", p.Repeats(), p.Idempotent())
			}
		})
	}
}

// The element that an index meant is found by merging, also when a later run meets no array.
func TestAnIndexIsNotForgotten(t *testing.T) {
	p := New(change(t, "set", "/a/0=1"))
	for _, base := range []string{`{"a": [0]}`, `{"a": {}}`} {
		if _, err := p.Modify(t.Context(), editor.Task{Base: parse(t, base)}); err != nil {
			t.Fatal(err)
		}
		if p.Repeats() {
			t.Errorf("runs again after %s", base)
		}
	}
}

func TestUnsetInALaterRound(t *testing.T) {
	p := New(change(t, "unset", "/zeta"))
	base := parse(t, `{"a":1}`)
	if _, err := p.Modify(t.Context(), editor.Task{Base: base}); err == nil {
		t.Error("nothing was there in the first round")
	}
	got, err := p.Modify(t.Context(), editor.Task{Base: base, Round: 1})
	if err != nil || !got.Equal(base) {
		t.Errorf("%s, %v", got.Source(), err)
	}
}

func TestErrorsSayWhatTheyAre(t *testing.T) {
	exit := errors.New("exit status 3")
	f := &Filter{Argv: []string{"sed", "-e"}, Run: func(context.Context, []string, []byte) ([]byte, error) { return nil, exit }}
	_, err := New(f).Modify(t.Context(), editor.Task{Base: parse(t, page)})
	if e, ok := errors.AsType[*FilterError](err); !ok || e.Command != "sed" || !errors.Is(err, exit) {
		t.Errorf("a filter that failed: %v", err)
	}
	if _, ok := errors.AsType[*editor.InvalidError](err); ok {
		t.Error("a filter that failed is not an invalid change")
	}
	if _, err = New(change(t, "filter", " \n")).Modify(t.Context(), editor.Task{Base: parse(t, page)}); !errors.Is(err, errSilent) {
		t.Errorf("a filter that wrote nothing: %v", err)
	}
	_, err = New(change(t, "json-patch", `[{"op":"test","path":"/n","value":1}]`)).Modify(t.Context(), editor.Task{Base: parse(t, page)})
	if e, ok := errors.AsType[*patch.TestError](err); !ok || e.Pointer != "/n" {
		t.Errorf("a test that did not hold: %v", err)
	}
	for program, none := range map[string]bool{"empty": true, ".,.": false} {
		_, err = New(change(t, "jq", program)).Modify(t.Context(), editor.Task{Base: parse(t, page)})
		if e, ok := errors.AsType[*CountError](err); !ok || e.None != none {
			t.Errorf("%s: %v", program, err)
		}
	}
}

func TestTheContextEndsAProgram(t *testing.T) {
	why := errors.New("out of time")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(why) })
	_, err := New(change(t, "jq", "def f: f; f")).Modify(ctx, editor.Task{Base: parse(t, "{}")})
	if !errors.Is(err, why) {
		t.Error(err)
	}
}

func TestJQSeesNothingOfThisMachine(t *testing.T) {
	t.Setenv("ETCH_TEST_SECRET", "secret")
	for _, program := range []string{`$ENV`, `env`, `.a = env.ETCH_TEST_SECRET`, `input`, `inputs`, `include "x"; .`} {
		if _, err := NewJQ(program); err == nil { // empty, it would silently write null
			t.Errorf("%s compiles", program)
		}
	}
	if _, err := NewJQ(`$ENV.a`, Variable{Name: "ENV", Value: `{"a":1}`, JSON: true}); err != nil {
		t.Errorf("an ENV of one's own: %v", err)
	}
}

func TestJQVariables(t *testing.T) {
	c, err := NewJQ(`{a: $b, b: $a, c: $ARGS.named.a}`, Variable{Name: "b", Value: "1"}, Variable{Name: "a", Value: `{"n":12345678901234567890}`, JSON: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := New(c).Modify(t.Context(), editor.Task{Base: parse(t, "{}")})
	want := `{"a":"1","b":{"n":12345678901234567890},"c":{"n":12345678901234567890}}`
	if err != nil || !document.Same(got.Root(), parse(t, want).Root()) {
		t.Errorf("%s, %v; want %s", got.Source(), err, want)
	}
	if _, err := NewJQ(".", Variable{Name: "a", Value: "{", JSON: true}); err == nil {
		t.Error("a variable that is not JSON")
	}
}

func TestRoundedNumbersAreTold(t *testing.T) {
	var told []diff.Change
	f := &Filter{
		Argv: []string{"jq"},
		Run: func(context.Context, []string, []byte) ([]byte, error) {
			return []byte(`{"id": 9007199254740992, "n": 2}`), nil
		},
		Rounded: func(cs []diff.Change) { told = cs },
	}
	got, err := New(f).Modify(t.Context(), editor.Task{Base: parse(t, `{"id": 9007199254740993, "n": 1}`)})
	if err != nil || string(got.Source()) != `{"id": 9007199254740993, "n": 2}` {
		t.Errorf("%s, %v", got.Source(), err)
	}
	if len(told) != 1 || told[0].Pointer != "/id" {
		t.Errorf("told: %v", told)
	}
}

func TestTexts(t *testing.T) {
	base, _ := document.Parse([]byte("one\r\n"), document.Text)
	for _, flag := range []string{"from", "filter"} {
		got, err := New(change(t, flag, "two\r\n")).Modify(t.Context(), editor.Task{Base: base})
		if err != nil || string(got.Source()) != "two\r\n" || got.Format() != document.Text {
			t.Errorf("%s: %q, %v", flag, got.Source(), err)
		}
	}
	for flag, value := range map[string]string{"set": "/a=1", "unset": "/a", "jq": ".", "merge-patch": "{}", "json-patch": "[]"} {
		for name, d := range map[string]*document.Document{"a text": base, "nothing": nil} {
			_, err := New(change(t, flag, value)).Modify(t.Context(), editor.Task{Base: d})
			if _, ok := errors.AsType[*editor.InvalidError](err); !ok {
				t.Errorf("%s on %s: %v", flag, name, err)
			}
		}
	}
}

type person struct{ saw editor.Task }

func (p *person) Modify(_ context.Context, t editor.Task) (*document.Document, error) {
	p.saw = t
	return document.Parse([]byte(`{"by":"hand"}`), document.JSON)
}
func (*person) Repeats() bool { return false }

func TestATextThatSomebodyBegan(t *testing.T) {
	base := parse(t, `{"n": 1}`)
	p := New(change(t, "jq", ".n += 1"))
	got, err := p.Modify(t.Context(), editor.Task{Base: base, Start: []byte(`{"n": 7}`)})
	if err != nil || string(got.Source()) != `{"n": 7}` || p.Repeats() || p.Idempotent() {
		t.Errorf("%s, %v; repeats %v", got.Source(), err, p.Repeats())
	}
	if _, err := p.Modify(t.Context(), editor.Task{Base: base, Start: []byte("<<<<<<< ours")}); err == nil {
		t.Error("a text that is no document was taken")
	}
	no := errors.New("422")
	if _, err := p.Modify(t.Context(), editor.Task{Base: base, Start: []byte("{}"), Refused: no}); !errors.Is(err, no) {
		t.Errorf("a refused text: %v", err)
	}
	hand := &person{}
	p = New(change(t, "jq", ".n += 1"))
	p.Person = hand
	got, err = p.Modify(t.Context(), editor.Task{Base: base, Start: []byte("<<<<<<< ours")})
	if err != nil || string(got.Source()) != `{"by":"hand"}` || string(hand.saw.Start) != "<<<<<<< ours" {
		t.Errorf("%s, %v; the person saw %q", got.Source(), err, hand.saw.Start)
	}
}

// What comes out of jq and of filters is compared element by element, and a key says
// which element is which: each keeps the digits of its own number.
func TestKeysReachWhatIsCarriedBack(t *testing.T) {
	const base = `[{"sku":"a","n":1.0,"z":[0]},{"sku":"b","n":1.00,"z":[1]}]`
	const swapped = `[{"sku":"b","n":1,"z":[2,3,4]},{"sku":"a","n":1,"z":[5,6,7]}]`
	jq, err := NewJQ(`$to`, Variable{Name: "to", Value: swapped, JSON: true})
	if err != nil {
		t.Fatal(err)
	}
	filter := &Filter{Argv: []string{"x"}, Run: func(context.Context, []string, []byte) ([]byte, error) { return []byte(swapped), nil }}
	for name, c := range map[string]Change{"jq": jq, "filter": filter} {
		p := New(c)
		p.Diff.Keys = map[document.Pointer]string{"": "sku"}
		got, err := p.Modify(t.Context(), editor.Task{Base: parse(t, base)})
		want := `[{"sku":"b","n":1.00,"z":[2,3,4]},{"sku":"a","n":1.0,"z":[5,6,7]}]`
		if err != nil || !document.Same(got.Root(), parse(t, want).Root()) {
			t.Errorf("%s: %s, %v; want %s", name, got.Source(), err, want)
		}
	}
}

// A jq program is tried on a document of a usual size, for a moment; what runs a process
// is not.
func TestTwiceIsOnce(t *testing.T) {
	small, large := parse(t, `{"n":6}`), parse(t, `{"n":6,"s":"`+strings.Repeat("x", 1<<20)+`"}`)
	jq := func(s string) Change {
		c, err := NewJQ(s)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, c := range []struct {
		name string
		p    *Program
		d    *document.Document
		want bool
	}{
		{"it sets", New(jq(".n = 6")), small, true},
		{"it sets otherwise", New(jq(".n = 7")), small, false},
		{"it counts", New(jq(".n += 1")), small, false},
		{"it fails", New(jq("error")), small, false},
		{"it has no end there", New(jq("until(.n == 5; .n += 1) | .n += 1")), small, false},
		{"much", New(jq(".n = 6")), large, false},
		{"a filter", New(&Filter{Argv: []string{"cat"}, Run: func(_ context.Context, _ []string, in []byte) ([]byte, error) {
			t.Error("the filter was run")
			return in, nil
		}}), small, false},
	} {
		begin := time.Now()
		if got := c.p.TwiceIsOnce(t.Context(), c.d); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s: it took %s", c.name, took)
		}
	}
}
