package cmd

import (
	"errors"
	"fmt"
	"mime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client/strict"
)

// An enum is a flag's value that is one of a few words.
type enum struct {
	value *string
	words []string
}

// enumFlag adds a flag that takes one of words, the first of them unless something
// is said, and completes it.
func enumFlag(c *cobra.Command, p *string, name, short, usage string, words ...string) {
	*p = words[0]
	c.Flags().VarP(&enum{p, words}, name, short, usage+": "+strings.Join(words, ", "))
	must(c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)))
}

// String implements pflag.Value.
func (e *enum) String() string { return *e.value }

// Type implements pflag.Value; it stands after the flag in the help.
func (e *enum) Type() string { return "word" }

// Set implements pflag.Value.
func (e *enum) Set(s string) error {
	for _, w := range e.words {
		if strings.EqualFold(s, w) {
			*e.value = w
			return nil
		}
	}
	if best := strict.Nearest(s, e.words); best != "" {
		return fmt.Errorf("did you mean %s?", best)
	}
	return errors.New("it takes " + strings.Join(e.words, ", "))
}

// A size is a flag's value in bytes, with an optional unit: 500K, 64M, 2GiB (powers of 1024).
type size int64

// String implements pflag.Value.
func (s *size) String() string {
	n := int64(*s)
	for _, u := range []struct {
		shift uint
		unit  string
	}{{30, "G"}, {20, "M"}, {10, "K"}} {
		if n > 0 && n%(1<<u.shift) == 0 {
			return strconv.FormatInt(n>>u.shift, 10) + u.unit
		}
	}
	return strconv.FormatInt(n, 10)
}

// Type implements pflag.Value.
func (s *size) Type() string { return "size" }

// Set implements pflag.Value.
func (s *size) Set(text string) error {
	t := strings.ToUpper(text)
	t = strings.TrimSuffix(strings.TrimSuffix(t, "B"), "I")
	shift := 0
	for i, u := range "KMGT" {
		if rest, ok := strings.CutSuffix(t, string(u)); ok {
			t, shift = rest, 10*(i+1)
		}
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil || n <= 0 || n > (1<<62)>>shift {
		return errors.New("not a size such as 500K, 64M or 2G")
	}
	*s = size(n << shift)
	return nil
}

// A span is a length of time: Go's form (90s, 1h30m), or with d and w for days and weeks.
type span time.Duration

// String implements pflag.Value.
func (d *span) String() string { return time.Duration(*d).String() }

// Type implements pflag.Value.
func (d *span) Type() string { return "duration" }

// Set implements pflag.Value.
func (d *span) Set(text string) error {
	v, err := time.ParseDuration(text)
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if n, ok := strings.CutSuffix(text, unit); ok {
			var units float64
			units, err = strconv.ParseFloat(n, 64)
			if long := units * float64(length); err == nil && long >= 0 && long < 1<<62 {
				v = time.Duration(long)
			} else {
				v = -1
			}
		}
	}
	if err != nil || v < 0 {
		return errors.New("not a duration such as 30s, 5m or 2h")
	}
	*d = span(v)
	return nil
}

// A patchType is the value of --patch-type.
type patchType string

// String implements pflag.Value.
func (p *patchType) String() string { return string(*p) }

// Type implements pflag.Value.
func (p *patchType) Type() string { return "type" }

// Set implements pflag.Value. A media type is what JSON can be sent under.
func (p *patchType) Set(s string) error {
	switch s {
	case "auto", "merge", "json":
		*p = patchType(s)
		return nil
	}
	t, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(t, "/") {
		return errors.New("it takes auto, merge, json or a media type")
	}
	if t != "application/json" && !strings.HasSuffix(t, "+json") {
		return errors.New("etch writes patches in JSON only: application/json or a type that ends in +json")
	}
	*p = patchType(s)
	return nil
}

// must is for what only a mistake in this package can make fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
