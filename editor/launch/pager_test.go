package launch_test

import (
	"testing"

	"github.com/etch-http/etch/editor/launch"
)

func TestLookupPager(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"nothing is set", map[string]string{"TERM": "xterm"}, "less"},
		{"PAGER", map[string]string{"TERM": "xterm", "PAGER": "most -s"}, "most -s"},
		{"PAGER is empty", map[string]string{"TERM": "xterm", "PAGER": ""}, ""},
		{"PAGER is cat", map[string]string{"TERM": "xterm", "PAGER": " cat "}, ""},
		{"a dumb terminal", map[string]string{"TERM": "dumb", "PAGER": "less"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := launch.LookupPager(func(name string) (string, bool) { v, ok := c.env[name]; return v, ok })
			if got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}
