package cmd

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]size{
		"1": 1, "500K": 500 << 10, "64M": 64 << 20, "2GiB": 2 << 30, "3kb": 3 << 10, "1T": 1 << 40,
		"": -1, "0": -1, "-1": -1, "M": -1, "1.5M": -1, "9999999T": -1, "12X": -1,
	} {
		var got size
		if err := got.Set(text); (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d, %v, not %d", text, got, err, want)
		}
	}
	for _, s := range []size{1, 1 << 10, 3 << 20, 1<<20 + 1, 2 << 30} {
		var back size
		if err := back.Set(s.String()); err != nil || back != s {
			t.Errorf("%d is shown as %s, which is %d: %v", s, s.String(), back, err)
		}
	}
}

func TestSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1h30m": 90 * time.Minute, "2d": 48 * time.Hour, "1w": 7 * 24 * time.Hour, "0": 0,
		"": -1, "30": -1, "-1s": -1, "d": -1, "soon": -1, "-1d": -1, "NaNd": -1, "1e300w": -1,
	} {
		var got span
		if err := got.Set(text); (err != nil) != (want < 0) || err == nil && got != span(want) {
			t.Errorf("%q: %s, %v, not %s", text, time.Duration(got), err, want)
		}
	}
}

func TestParseURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://h/a?b=c#d":     "https://h/a?b=c",
		"http://h":              "http://h/",
		"HTTP://h:80/x":         "http://h:80/x",
		"http://[::1]:1/x":      "http://[::1]:1/x",
		"api.example.com/pages": "",
		"localhost:8080/x":      "",
		"/pages/7":              "",
		"ftp://h/x":             "",
		"http:///x":             "",
		"http://ann@h/x":        "",
		"http://ann:pw@h/x":     "",
		"http://h/%zz":          "",
		"":                      "",
		"ann:pw@h/x":            "",
		"ann:pw@h:1/x":          "",
		"ftp://ann:pw@h/x":      "",
		"http:ann:pw@h/x":       "",
		"http://ann:p w@h/x":    "",
		"http://h:65536/x":      "",
	} {
		u, err := parseURL(text)
		var usage *usageError
		switch {
		case want == "" && !errors.As(err, &usage):
			t.Errorf("%q: %v, %v, not a usage error", text, u, err)
		case want == "" && strings.Contains(usage.say+usage.hint, "pw"):
			t.Errorf("%q: the password is shown: %s (%s)", text, usage.say, usage.hint)
		case want != "" && (err != nil || u.String() != want):
			t.Errorf("%q: %v, %v, not %s", text, u, err, want)
		}
	}
}

func TestParseHeader(t *testing.T) {
	for text, want := range map[string]header{
		"X-Api-Key: a:b ":      {"X-Api-Key", "a:b"},
		"x-empty;":             {"X-Empty", ""},
		"accept:text/plain":    {"Accept", "text/plain"},
		"nothing":              {},
		": x":                  {},
		"a b: x":               {},
		"X: a\r\nY: b":         {},
		"if-match: *":          {},
		"Content-Type: a/b":    {},
		"Accept-Encoding: zip": {},
	} {
		got, err := parseHeader(text)
		if got != want || (err == nil) != (want.name != "") {
			t.Errorf("%q: %v, %v, not %v", text, got, err, want)
		}
	}
}

// TestChangesKeepTheirOrder: across different flags, the filter last.
func TestChangesKeepTheirOrder(t *testing.T) {
	var ch changes
	c := &cobra.Command{Use: "update", RunE: func(c *cobra.Command, args []string) error { return ch.finish(c, args, &writeFlags{}) }}
	ch.add(c)
	c.SetArgs([]string{"--jq", ".", "http://h/", "--set", "a=1", "--jq", ".x", "--unset", "/b", "--from", "f", "--", "cmd", "--set"})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range ch.list {
		got = append(got, string(x.kind))
	}
	if want := "jq set jq unset from filter"; strings.Join(got, " ") != want {
		t.Errorf("%v, not %s", got, want)
	}
	if last := ch.list[5].command; strings.Join(last, " ") != "cmd --set" {
		t.Errorf("the filter is %q", last)
	}
}

func TestSimilarFlag(t *testing.T) {
	c := &cobra.Command{Use: "update"}
	var w writeFlags
	w.add(c, 0)
	for name, want := range map[string]string{"metod": "method", "dryrun": "dry-run", "on-conflit": "on-conflict", "zzz": "", "y": ""} {
		if got := similarFlag(c.Flags(), name); got != want {
			t.Errorf("--%s: %q, not %q", name, got, want)
		}
	}
}

// TestEveryCommandHasHelp: a short line, a text, examples that begin with the command,
// and a usage for every flag.
func TestEveryCommandHasHelp(t *testing.T) {
	for _, entry := range commands() {
		c := entry.make(newApp())
		if c.Name() != entry.name {
			t.Errorf("%s is entered as %s", c.Name(), entry.name)
		}
		if c.Short == "" || c.GroupID == "" || !strings.Contains(c.Example, "etch "+c.Name()) && c.Name() != "demo" {
			t.Errorf("etch %s: no short line, group or example", c.Name())
		}
		for _, group := range []string{c.Short, c.Long} {
			if strings.Contains(group, "TODO") {
				t.Errorf("etch %s: unfinished help", c.Name())
			}
		}
	}
}
