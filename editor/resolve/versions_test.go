package resolve

import (
	"context"
	"errors"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge"
)

// What Versions settles, and what it leaves to each policy.
func TestVersions(t *testing.T) {
	const base = `{"a": "1.0.0", "n": 1}`
	for name, tt := range map[string]struct {
		ours, theirs string
		again        string            // of a script's second run; "" for a text
		said         int               // places
		want         map[Policy]string // none: in conflict
	}{
		"versions alone": {
			ours: `{"a": "1.1.0", "n": 1}`, theirs: `{"a": "1.2.0", "n": 1}`, said: 1,
			want: map[Policy]string{Merge: `{"a": "1.2.0", "n": 1}`, Ours: `{"a": "1.2.0", "n": 1}`, Theirs: `{"a": "1.2.0", "n": 1}`},
		},
		"and another place": {
			ours: `{"a": "1.2.0", "n": 2}`, theirs: `{"a": "1.1.0", "n": 3}`, said: 1,
			want: map[Policy]string{Ours: `{"a": "1.2.0", "n": 2}`, Theirs: `{"a": "1.2.0", "n": 3}`},
		},
		"none of them versions": {
			ours: `{"a": "1.0.0", "n": 2}`, theirs: `{"a": "1.0.0", "n": 3}`,
			want: map[Policy]string{Ours: `{"a": "1.0.0", "n": 2}`, Theirs: `{"a": "1.0.0", "n": 3}`},
		},
		"nothing collides": {
			ours: `{"a": "1.1.0", "n": 1}`, theirs: `{"a": "1.0.0", "n": 3}`,
			want: map[Policy]string{Merge: `{"a": "1.1.0", "n": 3}`, Ours: `{"a": "1.1.0", "n": 3}`, Theirs: `{"a": "1.1.0", "n": 3}`},
		},
		"a script whose version is the lower one": {
			ours: `{"a": "1.1.0", "n": 2}`, theirs: `{"a": "1.2.0", "n": 1}`, again: `{"a": "1.1.0", "n": 2}`, said: 1,
			want: map[Policy]string{Merge: `{"a": "1.2.0", "n": 2}`, Ours: `{"a": "1.2.0", "n": 2}`, Theirs: `{"a": "1.2.0", "n": 2}`},
		},
	} {
		for _, p := range []Policy{Merge, Ours, Theirs, Fail} {
			t.Run(name+"/"+p.String(), func(t *testing.T) {
				c := editor.Collision{Revisions: merge.Revisions{Base: parse(t, base), Ours: parse(t, tt.ours), Theirs: parse(t, tt.theirs)}, Rerun: tt.again != ""}
				var err error
				if c.Rerun {
					c.Result, err = merge.Rerun(c.Revisions, parse(t, tt.again), merge.Options{})
				} else {
					c.Result, err = merge.Merge(c.Revisions, merge.Options{})
				}
				if err != nil {
					t.Fatal(err)
				}
				said := 0
				d, v, err := Versions{Then: p, Said: func(_ merge.Result, rs []merge.Resolution) { said = len(rs) }}.Resolve(context.Background(), c)
				want, ok := tt.want[p]
				var conflict *editor.ConflictError
				switch {
				case ok && (err != nil || v != editor.Send || string(d.Source()) != want):
					t.Errorf("%s, %v, %v; want %s", d.Source(), v, err, want)
				case !ok && !errors.As(err, &conflict):
					t.Errorf("%v, %v; want a conflict", v, err)
				case !ok && p == Merge && len(conflict.Conflicts) != 1:
					t.Errorf("open: %v", conflict.Conflicts)
				}
				if p == Fail {
					tt.said = 0
				}
				if said != tt.said {
					t.Errorf("%d places are said, want %d", said, tt.said)
				}
			})
		}
	}
}
