package document

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readAhead parses source in two halves, the second from start on.
func readAhead(source []byte, start int, closer byte, first, rest int) ([]node, error) {
	r := reading{source: source, start: start, closer: closer, first: first, rest: rest}
	r.begin()
	d, err := r.finish()
	if err != nil {
		return nil, err
	}
	return d.nodes, nil
}

// plainly parses source in one go.
func plainly(source []byte) ([]node, error) {
	s := newScanner(source, nil)
	err := s.document()
	return s.nodes, err
}

// likePlainly fails where reading ahead, whatever is guessed, gives anything else than
// reading in one go does.
func likePlainly(t testing.TB, source []byte, start int, closer byte) {
	t.Helper()
	want, wantErr := plainly(source)
	for _, rooms := range [][2]int{{room(source), room(source)}, {1, 1}, {room(source[:start]), 2}} {
		got, err := readAhead(source, start, closer, rooms[0], rooms[1])
		if !reflect.DeepEqual(err, wantErr) || err == nil && !slices.Equal(got, want) {
			t.Fatalf("%.200q from %d on, up to %c: %v %v\nnot %v %v", source, start, closer, got, err, want, wantErr)
		}
	}
}

// Whatever place is taken for the beginning of a child, what is read is the same.
func TestReadAhead(t *testing.T) {
	deep := strings.Repeat("[1,", maxDepth-reach-1)
	for _, source := range []string{
		pretty, `[1,2,3]`, `[{"a":1},{"a":[2,3]},{}]`, `{"a":{"b":1,"c":2},"d":[[1,2],[3]],"e":"x"}`,
		`[1,2`, `[1,2,]`, `[1,2,3}`, `{"a":1,"b"}`, `[1,"]",2]`, ` [ 1 , [ 2 ] , 3 ] x`, `[[1,2],[3,4]],5]`, "",
		`["a:","b","c"]`, `{"a":1,"a":2,"\u0061":3}`, `[1,2,"` + "\xff" + `"]`,
	} {
		for start := range len(source) {
			likePlainly(t, []byte(source), start, ']')
			likePlainly(t, []byte(source), start, '}')
		}
	}
	// As deep as can be, and one level more, on both sides of the guess.
	for _, levels := range []int{reach - 1, reach, reach + 1, reach + 2} {
		inner := strings.Repeat("[", levels) + strings.Repeat("]", levels)
		for _, outer := range []string{deep, deep + "[1,", deep + "[1,[1,"} {
			source := outer + inner + "," + inner + strings.Repeat("]", len(outer)/3)
			likePlainly(t, []byte(source), len(outer), ']')
		}
	}
}

func readsAheadAsPlainly(t *rapid.T) {
	d, _ := drawn(t)
	source := d.Source()
	if len(source) == 0 {
		return
	}
	if rapid.Bool().Draw(t, "broken") {
		i := rapid.IntRange(0, len(source)-1).Draw(t, "byte")
		source = slices.Concat(source[:i], []byte(rapid.SampledFrom([]string{"", ",", "]", "}", "\"", "1"}).Draw(t, "becomes")), source[i+1:])
	}
	if len(source) == 0 {
		return
	}
	start := rapid.IntRange(0, len(source)-1).Draw(t, "start")
	closer := rapid.SampledFrom([]byte{']', '}'}).Draw(t, "closer")
	want, wantErr := plainly(source)
	got, err := readAhead(source, start, closer, room(source), room(source))
	if !reflect.DeepEqual(err, wantErr) || err == nil && !slices.Equal(got, want) {
		t.Fatalf("%q from %d on, up to %c: %v %v\nnot %v %v", source, start, closer, got, err, want, wantErr)
	}
}

func TestReadAheadDrawn(t *testing.T) { rapid.Check(t, readsAheadAsPlainly) }

// FuzzAhead is TestReadAhead, guided by what it reaches.
func FuzzAhead(f *testing.F) {
	f.Add([]byte(pretty), uint16(40), false)
	f.Add([]byte(`{"a":{"b":1,"c":2},"d":[[1,2],[3]],"e":"x"}`), uint16(19), true)
	f.Fuzz(func(t *testing.T, source []byte, start uint16, object bool) {
		closer := byte(']')
		if object {
			closer = '}'
		}
		if len(source) > 0 {
			likePlainly(t, source, int(start)%len(source), closer)
		}
	})
}

// In pretty-printed JSON the guess is right: the place is one of the outermost list's
// children, however many others there are around it.
func TestGuessChild(t *testing.T) {
	list := "[\n" + strings.TrimSuffix(strings.Repeat("    {\n      \"a\": [\n        1,\n        2\n      ],\n      \"b\": {}\n    },\n", 9000), ",\n") + "\n  ]"
	object := "{\n" + strings.TrimSuffix(strings.Repeat("    \"a\": {\n      \"b\": 1,\n      \"c\": 2\n    },\n", 9000), ",\n") + "\n  }"
	for _, source := range []string{list, "{\n  \"first\": 1,\n  \"items\": " + list + ",\n  \"last\": true\n}\n", object, "[\n" + object + "\n]"} {
		r := newReading([]byte(source))
		if r.start == len(source) {
			t.Fatalf("no guess in %.40q", source)
		}
		want, err := plainly(r.source)
		if err != nil {
			t.Fatal(err)
		}
		r.begin()
		got, err := r.finish()
		if err != nil || !slices.Equal(got.nodes, want) {
			t.Fatalf("%.40q is read otherwise: %v", source, err)
		}
		s := newScanner(r.source, nil)
		if reached, err := s.until(r.start); err != nil || !reached || s.pos != r.start || s.closer != r.closer {
			t.Fatalf("%.40q: a guess of %d up to %c, at %d: %v", source, r.start, r.closer, s.pos, err)
		}
	}
	for _, source := range []string{"", "\n", "1,\n", "1\n2", `[1,2]`, "[1,\n\"a"} {
		if start, _, ok := guessChild([]byte(source), 0); ok {
			t.Errorf("%q: %d", source, start)
		}
	}
}
