package launch

import (
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{`notepad`, []string{"notepad"}},
		{`code --wait`, []string{"code", "--wait"}},
		{`  code   --wait	-n `, []string{"code", "--wait", "-n"}},
		{`"C:\Program Files\N++\n.exe" -multiInst`, []string{`C:\Program Files\N++\n.exe`, "-multiInst"}},
		{`C:\bin\vim.exe -c "set tw=0"`, []string{`C:\bin\vim.exe`, "-c", "set tw=0"}},
		{`e --opt="a b" ""`, []string{"e", "--opt=a b", ""}},
		{`"open`, nil},
		{``, nil},
		{` `, nil},
		{`"" x`, nil},
	} {
		got, err := split(c.in)
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("split(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}
