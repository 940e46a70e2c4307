package patch

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/merge/document"
)

// source draws the source text of a value without duplicate names.
func source(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if depth == 0 || kind < 2 {
		return rapid.SampledFrom([]string{"null", "true", "1", "1.0", "9007199254740993", `"a"`, `"\u0061"`, `""`, "[]", "{}"}).Draw(t, "scalar")
	}
	var parts []string
	names := []string{`"a"`, `"b"`, `""`, `"~/"`, `"\u0030"`}
	for k := range rapid.IntRange(0, len(names)).Draw(t, "children") {
		part := source(t, depth-1)
		if kind > 2 {
			part = names[k] + ": " + part
		}
		parts = append(parts, part)
	}
	if kind > 2 {
		return "{" + strings.Join(rapid.Permutation(parts).Draw(t, "order"), ", ") + "}"
	}
	return "[" + strings.Join(parts, ",\n  ") + "]"
}

// TestMakeIsProved: of two random documents, each patch gives the other, byte for
// byte in its numbers; JSON Patch always, a merge patch where there is no null to set.
func TestMakeIsProved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, _ := document.Parse([]byte(source(t, 4)), document.JSON)
		wanted, _ := document.Parse([]byte(source(t, 4)), document.JSON)
		if document.Same(base.Root(), wanted.Root()) {
			return
		}
		for _, mediaType := range []string{JSON, Merge} {
			p, err := Make(mediaType, base, wanted)
			var cannot *InexpressibleError
			if mediaType == Merge && errors.As(err, &cannot) && (strings.Contains(cannot.Reason, "null") || strings.Contains(cannot.Reason, "objects")) {
				continue
			}
			if err != nil {
				t.Fatalf("%s from %s to %s: %v", mediaType, base.Source(), wanted.Source(), err)
			}
			made, err := Apply(p, base)
			if err != nil || !document.Same(made.Root(), wanted.Root()) {
				t.Fatalf("%s makes %s of %s, not %s: %v", p.Body, made.Source(), base.Source(), wanted.Source(), err)
			}
			if again, _ := Make(mediaType, base, wanted); string(again.Body) != string(p.Body) {
				t.Fatalf("%s, and then %s", p.Body, again.Body)
			}
		}
	})
}

// TestMergePatchAsTheRFCSays compares with the pseudocode of RFC 7396 section 2,
// on plain Go values.
func TestMergePatchAsTheRFCSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, _ := document.Parse([]byte(source(t, 4)), document.JSON)
		patch, _ := document.Parse([]byte(source(t, 4)), document.JSON)
		got, err := Apply(Patch{Merge, patch.Source()}, target)
		if err != nil {
			t.Fatal(err)
		}
		if want := mergeRFC(plain(target.Root()), plain(patch.Root())); !equal(plain(got.Root()), want) {
			t.Fatalf("%s on %s gives %s", patch.Source(), target.Source(), got.Source())
		}
	})
}

// TestOperationsOneByOne: a JSON Patch gives what its operations give as patches of
// one operation each, and fails where they fail.
func TestOperationsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pointer := func() string {
			p := ""
			for range rapid.IntRange(0, 3).Draw(t, "depth") {
				p += "/" + rapid.SampledFrom([]string{"a", "b", "", "~0~1", "0", "1", "2", "-"}).Draw(t, "token")
			}
			return p
		}
		text := rapid.SampledFrom([]string{
			`{"a":[1, [2], 3], "b": {"a": 1, "b":[0, 1]}}`, `[[1, 2], {"a": [], "b":{}}, 3]`, `{"a":1,"a":{"b":1},"b":[{}]}`,
		}).Draw(t, "document")
		d, _ := document.Parse([]byte(text), document.JSON)
		one, err := d, error(nil)
		var all []string
		for i := range rapid.IntRange(1, 12).Draw(t, "operations") {
			op := rapid.SampledFrom([]string{"add", "add", "remove", "replace", "move", "copy", "test"}).Draw(t, "op")
			o := `{"op":"` + op + `","path":"` + pointer() + `","from":"` + pointer() + `","value":` + source(t, 1) + `}`
			next, failed := Apply(Patch{JSON, []byte("[" + o + "]")}, one)
			if failed != nil && i > 0 && rapid.Bool().Draw(t, "leave out") {
				continue
			}
			if all = append(all, o); failed != nil {
				err = failed
				break
			}
			one = next
		}
		body := "[" + strings.Join(all, ",") + "]"
		got, failed := Apply(Patch{JSON, []byte(body)}, d)
		if (failed == nil) != (err == nil) {
			t.Fatalf("%s on %s: %v, one by one %v", body, text, failed, err)
		}
		if failed == nil && !document.Same(got.Root(), one.Root()) {
			t.Fatalf("%s on %s:\n%s, one by one\n%s", body, text, got.Source(), one.Source())
		}
	})
}

// TestManyOperations: ten times the operations on ten times the document take about
// ten times as long, not a hundred times.
func TestManyOperations(t *testing.T) {
	run := func(count int) time.Duration {
		base := parse(t, "["+strings.Repeat(`{"v": 1}, `, count)+"0]")
		wanted := parse(t, "["+strings.Repeat(`{"v": 2}, `, count)+"0]")
		var ops []string
		for i := range count {
			ops = append(ops, string(document.Pointer("").Index(i)))
		}
		body := `[{"op":"replace","value":2,"path":"` + strings.Join(ops, `/v"},{"op":"replace","value":2,"path":"`) + `/v"}]`
		start := time.Now()
		got, err := Apply(Patch{JSON, []byte(body)}, base)
		if err != nil || !got.Equal(wanted) {
			t.Fatalf("%v", err)
		}
		return time.Since(start)
	}
	var small, large time.Duration
	for range 5 { // a machine that is busy with something else gets several tries
		if small, large = run(1_000), run(10_000); large < 40*small+time.Second {
			return
		}
	}
	t.Errorf("%v for 1,000 operations, %v for 10,000", small, large)
}
