package cmd

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/convention"
)

// The README's example is a configuration.
func TestReadmeConfig(t *testing.T) {
	text, _ := readme(t, "config")
	text = strings.TrimSuffix(strings.TrimPrefix(text, "```yaml\n"), "```\n")
	f, errs := config.Load("README.md", []byte(text))
	for _, err := range errs {
		t.Error(err)
	}
	if n := len(f.Entries()); n != 2 {
		t.Errorf("%d entries", n)
	}
}

// The text that a new configuration begins with is one once its comment marks are gone,
// and says all that can be said.
func TestConfigTemplate(t *testing.T) {
	if f, errs := config.Load("config.yaml", configTemplate); len(errs) > 0 || len(f.Entries()) > 0 {
		t.Errorf("it is no comment: %v", errs)
	}
	_, text, _ := strings.Cut(string(configTemplate), "# urls:\n")
	text = regexp.MustCompile(`(?m)^# ?`).ReplaceAllString("# urls:\n"+text, "")
	f, errs := config.Load("config.yaml", []byte(text))
	for _, err := range errs {
		t.Error(err)
	}
	entry := reflect.TypeFor[config.Entry]()
	for i := range entry.NumField() {
		key := entry.Field(i).Tag.Get("yaml")
		if key != "" && key != "-" && !regexp.MustCompile(`(?m)\b`+key+`: `).MatchString(text) && !strings.Contains(text, "    "+key+":") {
			t.Errorf("the text does not speak of %s", key)
		}
	}
	if c, err := f.Entries()[0].Convention(); err != nil || !slices.Contains(c.Managed, "/updated_at") {
		t.Errorf("%v, %+v", err, c)
	}
}

// What "etch apis NAME -o yaml" prints can be pasted under an entry's overrides, and
// then changes nothing.
func TestEveryDescriptionIsAnOverride(t *testing.T) {
	for _, name := range convention.Names() {
		source := strings.TrimRight(string(convention.Source(name)), "\n")
		for _, api := range []string{"api: " + name, "retries: 1"} {
			text := "urls:\n  https://api.example.com:\n    " + api + "\n    overrides:\n      " + strings.ReplaceAll(source, "\n", "\n      ") + "\n"
			f, errs := config.Load("config.yaml", []byte(text))
			for _, err := range errs {
				t.Error(err)
			}
			want, err := convention.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.Entries()[0].Convention()
			if err != nil {
				t.Fatal(err)
			}
			named := *got
			named.Name = strings.TrimSuffix(named.Name, config.Overridden)
			// Over the default, what it does not say stays the default's.
			if api != "retries: 1" && !reflect.DeepEqual(&named, want) {
				t.Errorf("%s, %s:\n%+v\n%+v", name, api, got, want)
			}
		}
	}
}
