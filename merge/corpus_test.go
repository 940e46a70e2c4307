package merge

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// corpora returns the folder of foreign test data; it skips the test where there
// is none.
func corpora(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("ETCH_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "corpora")
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpora here: set ETCH_CORPORA to the folder that holds %s", name)
	}
	return dir
}

// A realMerge is a merge commit of somebody's repository.
type realMerge struct {
	name           string
	r              Revisions
	human          []byte
	GitConflicts   int  `json:"git_conflicts"`
	GitEqualsHuman bool `json:"git_equals_human"`
}

// load reads one; ok is false where a revision is not of the format it claims to be.
func load(t *testing.T, dir string, f document.Format) (m realMerge, ok bool) {
	t.Helper()
	read := func(name string) []byte {
		files, _ := filepath.Glob(filepath.Join(dir, name+".*"))
		if len(files) == 0 {
			return nil
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if err := json.Unmarshal(read("meta"), &m); err != nil {
		t.Fatal(dir, err)
	}
	var ds [3]*document.Document
	for i, name := range []string{"base", "ours", "theirs"} {
		d, err := document.Parse(read(name), f)
		if err != nil {
			return m, false
		}
		ds[i] = d
	}
	m.name, m.human, m.r = filepath.Base(dir), read("human"), Revisions{ds[0], ds[1], ds[2]}
	return m, true
}

// Where git merges real revisions cleanly and the human kept that, the engine does
// not conflict and gives the same bytes. The floors are what it reaches.
func TestRealMerges(t *testing.T) {
	for _, c := range []struct {
		folder string
		format document.Format
		floor  int // of those that git merges cleanly
		solved int // of those that git conflicts in
	}{{"json", document.JSON, 105, 4}, {"text", document.Text, 17, 0}} {
		t.Run(c.folder, func(t *testing.T) {
			dirs, _ := filepath.Glob(filepath.Join(corpora(t, "real-merges"), c.folder, "*"))
			read, clean, equal, solved, hard := 0, 0, 0, 0, 0
			for _, dir := range dirs {
				m, ok := load(t, dir, c.format)
				if !ok {
					continue
				}
				read++
				res, err := Merge(m.r, Options{})
				if err != nil {
					t.Errorf("%s: %v", m.name, err)
					continue
				}
				if lost := lost(t, m.r, res); lost != "" {
					t.Errorf("%s: %s", m.name, lost)
				}
				if m.GitConflicts > 0 {
					hard++
					if res.Clean() {
						solved++
					} else if c.format == document.JSON {
						t.Logf("%s: conflicts %q", m.name, conflicts(res))
					}
					continue
				}
				if !m.GitEqualsHuman {
					continue
				}
				clean++
				if res.Clean() && bytes.Equal(res.Document.Source(), m.human) {
					equal++
				} else {
					t.Logf("%s: conflicts %q", m.name, conflicts(res))
				}
			}
			t.Logf("%d of %d revisions read; git clean and kept: %d of %d the same bytes; git in conflict: %d of %d clean here", read, len(dirs), equal, clean, solved, hard)
			if equal < c.floor || equal < clean {
				t.Errorf("%d of %d the same, at least %d before", equal, clean, c.floor)
			}
			if solved < c.solved {
				t.Errorf("%d solved that git conflicts in, at least %d before", solved, c.solved)
			}
		})
	}
}
