package convention

import "testing"

// Every built-in description is read without an error, and is called as its file is.
func TestPresets(t *testing.T) {
	for _, name := range Names() {
		c, err := Lookup(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Name != name {
			t.Errorf("%s.yaml is called %s", name, c.Name)
		}
		if c.Unproven && c.Tried != "" {
			t.Errorf("%s is unproven, and was tried on %s", name, c.Tried)
		}
	}
}
