package cmd

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/client/mockserver"
)

// apisPage is docs/apis.md, as the conventions have it.
func apisPage(t *testing.T) string {
	t.Helper()
	var table, more strings.Builder
	table.WriteString("| --api | what | the version | goes back in | written by | proven on |\n|---|---|---|---|---|---|\n")
	for _, name := range convention.Names() {
		c, err := convention.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		line := describeAPI(c, true)
		var read, sent []string
		for _, v := range line.Version {
			read = append(read, v.Read)
			to := v.Send
			for _, how := range []string{v.Form, v.Next} {
				if how != "" {
					to += ", " + how
				}
			}
			sent = append(sent, to)
		}
		write := strings.TrimSpace(line.Method + " " + line.Patch)
		if write == "" {
			write = "what is taken"
		}
		proven := line.Tried
		switch {
		case !line.Proven:
			proven = "unproven"
		case proven == "":
			proven = "proven"
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s |\n", name, cell(line.Title), cell(strings.Join(read, "; ")), cell(strings.Join(sent, "; ")), cell(write), cell(proven))
		fmt.Fprintf(&more, "\n### %s\n\n%s. Source: %s.\n", name, line.Title, line.Source)
		if line.Notes != "" {
			fmt.Fprintf(&more, "\n%s\n", line.Notes)
		}
		more.WriteString("\n")
		for _, row := range [][2]string{
			{"read", line.Read},
			{"edited", string(line.Body)},
			{"keeps", line.Keeps},
			{"adds only", line.Adds},
			{"locks", line.Locks},
			{"creates", line.Creates},
			{"deletes", line.Deletes},
			{"parts", line.Parts},
			{"the server's", strings.Join(line.Managed, ", ")},
		} {
			if row[1] != "" {
				fmt.Fprintf(&more, "- %s: %s\n", row[0], row[1])
			}
		}
		for _, x := range line.Answers {
			fmt.Fprintf(&more, "- answer `%s`\n", x.text())
		}
		if slices.Contains(mockserver.APIs(), name) {
			fmt.Fprintf(&more, "- to try it: `etch mock --api %s`\n", name)
		}
	}
	return strings.Replace(apisHead, "TABLE", strings.TrimSpace(table.String()), 1) + more.String()
}

// cell is a text as one of a table's.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// apisHead is what stands before the conventions one by one.
const apisHead = `# The conventions for APIs

<!-- This page is made of client/convention/presets; a test holds it to them. To write it anew:
ETCH_UPDATE_DOCS=1 go test -run TestAPIsPage ./cmd -->

How an API says which version of a resource somebody has, and how that goes back with a write. ` + "`--api NAME`" + `
takes one of these; without it etch speaks plain RFC 9110, and where an answer is clearly Kubernetes', CouchDB's or OData's,
their way, which it says. Each is a file in [client/convention/presets](../client/convention/presets), and
` + "`etch apis NAME -o yaml`" + ` prints it.

One that is unproven rests on documents alone: etch says so before the first write. What the others were run against
is on [the page of servers](servers.md).

TABLE

## One by one
`

// docs/apis.md says what the conventions say.
func TestAPIsPage(t *testing.T) {
	const path = "../docs/apis.md"
	want := apisPage(t)
	if os.Getenv("ETCH_UPDATE_DOCS") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/apis.md does not say what the conventions say: ETCH_UPDATE_DOCS=1 go test -run TestAPIsPage ./cmd")
	}
}

// Each of the APIs that etch is for has a convention, which names its source, and a dress
// of the mock where it is not proven on the real thing.
func TestEveryAPIIsThere(t *testing.T) {
	for _, name := range []string{
		"milmove", "rfc9110", "cosmos", "versioned-body", "versioned-link", "eventstore", "mongoose", "webdav", "wiki",
		"kubernetes", "couchdb", "odata", "azure-blob", "azure-table", "s3", "solid", "caldav", "fhir", "scim", "redfish",
		"contents-sha", "elasticsearch", "grafana", "confluence", "postgrest", "rails", "gce",
	} {
		c, err := convention.Lookup(name)
		switch {
		case err != nil:
			t.Error(err)
		case c.Source == "":
			t.Errorf("%s names no source", name)
		case c.Unproven && !slices.Contains(mockserver.APIs(), name):
			t.Errorf("%s is unproven, and nothing here can disagree with it", name)
		case !c.Unproven && c.Tried == "" && name != "rfc9110" && name != "wiki":
			t.Errorf("%s is proven, and does not say on what", name)
		}
	}
}
