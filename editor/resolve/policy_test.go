package resolve

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

func parse(t *testing.T, s string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(s), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPolicies(t *testing.T) {
	const base = `{"a": 1, "b": 1, "c": 1}`
	tests := map[string]struct {
		ours, theirs string
		again        string // of a script's second run; "" for a text
		want         map[Policy]string
	}{
		"nothing collides": {
			ours: `{"a": 2, "b": 1, "c": 1}`, theirs: `{"a": 1, "b": 3, "c": 1}`,
			want: map[Policy]string{Merge: `{"a": 2, "b": 3, "c": 1}`, Ours: `{"a": 2, "b": 3, "c": 1}`, Theirs: `{"a": 2, "b": 3, "c": 1}`},
		},
		"one place of three": {
			ours: `{"a": 2, "b": 2, "c": 1}`, theirs: `{"a": 3, "b": 1, "c": 3}`,
			want: map[Policy]string{Ours: `{"a": 2, "b": 2, "c": 3}`, Theirs: `{"a": 3, "b": 2, "c": 3}`},
		},
		"two places": {
			ours: `{"a": 2, "b": 2, "c": 2}`, theirs: `{"a": 3, "b": 3, "c": 1}`,
			want: map[Policy]string{Ours: `{"a": 2, "b": 2, "c": 2}`, Theirs: `{"a": 3, "b": 3, "c": 2}`},
		},
		"a script that gives what it gave, over the rival's value": {
			ours: `{"a": 2, "b": 2, "c": 1}`, theirs: `{"a": 3, "b": 1, "c": 3}`, again: `{"a": 2, "b": 4, "c": 3}`,
			want: map[Policy]string{Ours: `{"a": 2, "b": 4, "c": 3}`, Theirs: `{"a": 3, "b": 4, "c": 3}`},
		},
	}
	for name, tt := range tests {
		for _, p := range []Policy{Merge, Ours, Theirs, Fail} {
			t.Run(name+"/"+p.String(), func(t *testing.T) {
				r := merge.Revisions{Base: parse(t, base), Ours: parse(t, tt.ours), Theirs: parse(t, tt.theirs)}
				c := editor.Collision{Revisions: r, Rerun: tt.again != ""}
				var err error
				if c.Rerun {
					c.Result, err = merge.Rerun(r, parse(t, tt.again), merge.Options{})
				} else {
					c.Result, err = merge.Merge(r, merge.Options{})
				}
				if err != nil {
					t.Fatal(err)
				}
				d, v, err := p.Resolve(context.Background(), c)
				want, sends := tt.want[p]
				if !sends {
					if _, ok := errors.AsType[*editor.ConflictError](err); !ok || v != editor.Keep {
						t.Fatalf("verdict %v, error %v; want a conflict, the draft kept", v, err)
					}
					return
				}
				if err != nil || v != editor.Send || string(d.Source()) != want {
					t.Errorf("%s, verdict %v, error %v; want %s", d.Source(), v, err, want)
				}
			})
		}
	}
}

func TestNames(t *testing.T) {
	for _, p := range []Policy{Merge, Ours, Theirs, Fail} {
		if got, ok := ParsePolicy(p.String()); !ok || got != p {
			t.Errorf("%v comes back as %v", p, got)
		}
	}
	for _, name := range []string{"", "ask", "Ours", "mine"} {
		if _, ok := ParsePolicy(name); ok {
			t.Errorf("%q is a policy", name)
		}
	}
}
