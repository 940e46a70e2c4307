//go:build unix

package cmd_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// armadietto keeps bytes, and never answers a PATCH.
var armadietto = &foreignServer{
	name: "Armadietto", programs: []string{"npm:armadietto"}, version: []string{"npm:armadietto"},
	samples: []sample{page, note}, place: "/storage/zebra/notes/", stale: 412,
	puts:    true,
	command: armadiettoCommand, prepare: armadiettoToken,
	cases: []serverCase{{"twenty processes count together", addOften}, crowd, patchHangs},
}

// patchHangs is told of Armadietto: a method that it does not know it never answers. What
// became of such a write nobody can tell; the hint names another one, under the same version.
var patchHangs = serverCase{"a PATCH gets no answer, and a PUT then does it", withSample(page, func(t *testing.T, s *stage) {
	before := s.stored(t)
	f := s.run(t, nil, "update", s.base+s.path, "--method", "auto", "--request-timeout", "2s", "--set", "title="+s.ours.to)
	f.want(t, 6, "unknown")
	if !strings.Contains(f.report.Hint, "--method PUT") || f.report.Draft == "" {
		t.Errorf("hint %q, draft %q", f.report.Hint, f.report.Draft)
	}
	s.wantStored(t, before)
	s.run(t, nil, "resume", f.report.Draft, "-y", "--method", "PUT").want(t, 0, "applied")
	s.wantStored(t, s.ours.in(before))
})}

func armadiettoCommand(t *testing.T, h *foreignHost, folder string) []string {
	conf := writeFile(t, h.dir, "conf.json", `{
  "allow_signup": true, "basePath": "", "cache_views": true,
  "storage_path": "`+makeDir(t, h.dir, "storage")+`",
  "http": {"host": "127.0.0.1", "port": `+h.port+`},
  "logging": {"log_dir": "`+makeDir(t, h.dir, "logs")+`", "stdout": ["warning"], "log_files": []}
}`)
	return []string{program("npm:armadietto", folder), "-c", conf}
}

// armadiettoToken signs up, and lets an application in as a person in a browser does.
func armadiettoToken(t *testing.T, h *foreignHost) {
	form := func(path string, values url.Values) *answer {
		r := h.newRequest(t, "POST", path, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return exchange(t, r)
	}
	const user, password = "zebra", "with stripes"
	form("/signup", url.Values{"username": {user}, "password": {password}, "email": {"zebra@example.com"}}).
		expect(t, http.StatusCreated)
	a := form("/oauth", url.Values{
		"username": {user}, "password": {password}, "allow": {"Allow"}, "client_id": {"etch"},
		"redirect_uri": {"http://127.0.0.1/"}, "response_type": {"token"}, "scope": {"notes:rw"},
	})
	a.expect(t, http.StatusFound)
	_, fragment, _ := strings.Cut(a.header.Get("Location"), "#")
	values, err := url.ParseQuery(fragment)
	if err != nil || values.Get("access_token") == "" {
		t.Fatalf("Armadietto gave no token: %q, %v", fragment, err)
	}
	h.header.Set("Authorization", "Bearer "+values.Get("access_token"))
	h.env = append(h.env, "ETCH_BEARER_TOKEN="+values.Get("access_token"))
}

// loopbackOnly makes a Node program that knows no such option listen on 127.0.0.1.
const loopbackOnly = `"use strict";
const { Server } = require("net");
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  const callback = args.find((a) => typeof a === "function");
  const port = args[0] !== null && typeof args[0] === "object" ? args[0].port : args[0];
  return listen.call(this, { host: "127.0.0.1", port: Number(port) }, callback);
};
`

// solid is Community Solid Server. It answers a write by 205 without an entity tag. The
// patch formats that it announces are none of JSON's; Allow names PUT.
var solid = &foreignServer{
	name: "Community Solid Server", programs: []string{"npm:community-solid-server"}, version: []string{"npm:@solid/community-server"},
	samples: []sample{page, note}, place: "/", stale: 412, resurrects: true,
	api:     "solid",
	command: solidCommand, cases: []serverCase{crowd},
}

func solidCommand(t *testing.T, h *foreignHost, folder string) []string {
	preload := writeFile(t, h.dir, "loopback.js", loopbackOnly)
	return []string{
		"node", "--require", preload, program("npm:community-solid-server", folder),
		"--port", h.port, "--baseUrl", h.base + "/", "--loggingLevel", "warn",
		"--config", "@css:config/file-root.json", "--rootFilePath", makeDir(t, h.dir, "root"),
	}
}

// jsonServer is a control: If-Match has no effect. A merge patch is answered by 200, and
// has none either; under application/json it has.
var jsonServer = &foreignServer{
	name: "json-server", programs: []string{"npm:json-server"}, version: []string{"npm:json-server"},
	samples: []sample{page}, place: "/pages/", stale: 200, ignores: true, normalizes: true,
	command: jsonServerCommand, posts: "/pages", key: func(id string) string { return id }, cases: patchedControlCases,
}

func jsonServerCommand(t *testing.T, h *foreignHost, folder string) []string {
	db := writeFile(t, h.dir, "db.json", `{"pages": []}`)
	return []string{program("npm:json-server", folder), "--quiet", "--host", "127.0.0.1", "--port", h.port, db}
}
