package cmd

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/merge/document"
)

// tellDemo runs the demo without a terminal, with the rival's change as given.
func tellDemo(t *testing.T, place document.Pointer, value string) (*demo, string, error) {
	t.Helper()
	var out, complaints safeBuffer
	d := &demo{
		app: &app{
			in: strings.NewReader(""), out: &latch{w: &out}, err: &complaints, env: func(string) string { return "" },
			openTerminal: func() (*launch.Terminal, error) { return nil, errors.New("nobody is there") },
		},
		place: place, value: value,
	}
	err := d.run(context.Background())
	if complaints.String() != "" {
		t.Logf("stderr: %s", complaints.String())
	}
	return d, out.String(), err
}

// Whatever the rival writes, both changes are on the server at the end, after a write
// that was refused and one that was not, and nothing else is other than before.
func TestDemo(t *testing.T) {
	for place, value := range map[document.Pointer]string{
		"/lines/1/quantity": "5",
		"/customer":         `"Bea & <Cleo>"`,
		"/id":               "20260700000000000009",
		"/note":             `"leave it at the door"`,
	} {
		d, out, err := tellDemo(t, place, value)
		if err != nil {
			t.Fatalf("%s: %v\n%s", place, err, out)
		}
		now, _ := d.server.Get(d.url.Path)
		want := document.Pointer(place)
		doc, err := document.Parse(now, document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := doc.At(want); string(v.Source()) != value {
			t.Errorf("%s is %s", place, v.Source())
		}
		if v, _ := doc.At("/status"); string(v.Source()) != `"shipped"` {
			t.Errorf("status is %s", v.Source())
		}
		if v, _ := doc.At("/total"); string(v.Source()) != "120.50" {
			t.Errorf("total is %s", v.Source())
		}
		var writes []int
		for _, e := range d.server.Log() {
			if e.Method == http.MethodGet || e.UserAgent == "rival" {
				continue
			}
			writes = append(writes, e.Status)
			if e.IfMatch == "" {
				t.Errorf("%s %s without a precondition", e.Method, e.Path)
			}
		}
		if len(writes) != 2 || writes[0] != http.StatusPreconditionFailed || writes[1]/100 != 2 {
			t.Errorf("%s: writes were answered %v", place, writes)
		}
	}
}

// Where the rival changed the same place, and the policy stops, the demo is no success.
func TestDemoCollision(t *testing.T) {
	if _, _, err := tellDemo(t, "/status", `"cancelled"`); err == nil {
		t.Error("a demo that lost a change says that it went well")
	}
}

// The end is judged by what is on the server, not by what the loop says.
func TestDemoLooks(t *testing.T) {
	d, _, err := tellDemo(t, "/customer", `"Bea"`)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := d.server.Get(d.url.Path)
	whole, err := document.Parse(body, document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	rep := editor.Report{Outcome: editor.Applied, Write: editor.Write{Wanted: whole}}
	if err := d.judge(rep); err != nil {
		t.Error(err)
	}
	for _, broken := range []string{`"Bea"`, `"shipped"`} {
		d.server.Put(d.url.Path, []byte(strings.Replace(string(body), broken, `"lost"`, 1)))
		if d.judge(rep) == nil {
			t.Errorf("%s is not there, and the demo is content", broken)
		}
	}
}
