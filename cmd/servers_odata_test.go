//go:build unix

package cmd_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// capOData is SAP's framework with one entity, over OData v4. Entity tags are weak, and are
// taken back so; a write without one is 428. PATCH takes application/json alone. The same
// data is there under its REST protocol, too, which gives out no versions and heeds none.
var capOData = &foreignServer{
	name: "SAP CAP, OData", programs: []string{"npm:cds-serve"}, version: []string{"npm:@sap/cds"},
	samples: []sample{capPage}, place: "/notes/Pages", stale: 412,
	api: "odata", found: true, cases: capCases,
	writes:     []string{"If-Match", "*"},
	normalizes: true, managed: []string{"@odata.context", "@odata.etag", "version"},
	command: capCommand,
	posts:   "/notes/Pages",
	key:     func(id string) string { return "('" + id + "')" },
}

// capPage has members that a table's columns can be.
var capPage = sample{
	name: "JSON", mediaType: "application/json",
	text: `{"ID":"{id}","title":"Old title","team":"red","html":"a<b>&c","price":1.5,"n":0}`,
	ours: page.ours, theirs: page.theirs, clash: page.clash,
	zero: `"n":0`,
}

func capCommand(t *testing.T, h *foreignHost, folder string) []string {
	// It takes the folder it runs in for the project.
	if err := os.Symlink(filepath.Join(folder, "node_modules"), filepath.Join(h.dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, h.dir, "package.json", `{
  "name": "notes",
  "dependencies": {"@sap/cds": "*", "@cap-js/sqlite": "*", "express": "*"},
  "cds": {"requires": {"auth": "dummy", "db": {"kind": "sqlite", "driver": "sql.js", "credentials": {"url": ":memory:"}}}}
}`)
	writeFile(t, makeDir(t, h.dir, "srv"), "notes.cds", `
@protocol: [{kind: 'odata', path: '/notes'}, {kind: 'rest', path: '/rest/notes'}]
service Notes {
  entity Pages {
    key ID : String;
    title  : String;
    team   : String;
    html   : String;
    price  : Double;
    n      : Integer;
    @odata.etag version : UUID;
  }
}
`)
	preload := writeFile(t, h.dir, "loopback.js", loopbackOnly)
	return []string{"node", "--require", preload, program("npm:cds-serve", folder), "all", "--in-memory", "--port", h.port}
}

// pouch speaks CouchDB's protocol. Its version is _rev in the body; its entity tag is a
// hash of the answer's text, and has nothing to do with it.
var pouch = &foreignServer{
	name: "express-pouchdb", programs: []string{"node"}, version: []string{"npm:express-pouchdb"},
	samples: []sample{record}, place: "/notes/", stale: 409,
	api:        "couchdb",
	normalizes: true, managed: []string{"_id", "_rev"},
	command: func(t *testing.T, h *foreignHost, folder string) []string {
		data := makeDir(t, h.dir, "data") + "/"
		program := writeFile(t, h.dir, "server.js", `"use strict";
const [port, data] = process.argv.slice(2);
const PouchDB = require("pouchdb").defaults({ prefix: data });
const couch = require("express-pouchdb")(PouchDB, { inMemoryConfig: true, logPath: data + "log.txt" });
require("express")().use("/", couch).listen(Number(port), "127.0.0.1");
`)
		return []string{"node", program, h.port, data}
	},
	environment: func(_ *foreignHost, folder string) []string {
		return []string{"NODE_PATH=" + filepath.Join(folder, "node_modules")}
	},
	prepare: func(t *testing.T, h *foreignHost) {
		h.header.Set("Accept", "application/json")
		h.request(t, "PUT", "/notes", nil).expect(t, http.StatusCreated)
	},
	cases:   []serverCase{deletesAnyway},
	guard:   func(*answer) []string { return nil }, // it is in the body that was read
	current: pouchRevision,
	remove: func(h *foreignHost, path string) error {
		read, err := h.foreign("GET", path, "")
		if err != nil {
			return err
		}
		_, err = h.rivals("DELETE", path+"?rev="+url.QueryEscape(pouchRevision(read)), "")
		return err
	},
}

// pouchRevision is the revision of a document; "" where there is none.
func pouchRevision(read *answer) string {
	var document struct {
		Rev string `json:"_rev"`
	}
	_ = json.Unmarshal([]byte(read.body), &document)
	return document.Rev
}
