//go:build unix

package cmd_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func apacheCommand(t *testing.T, h *foreignHost, _ string) []string {
	makeDir(t, h.dir, "files")
	conf := writeFile(t, h.dir, "httpd.conf", `
ServerRoot `+h.dir+`
ServerName 127.0.0.1
Listen 127.0.0.1:`+h.port+`
PidFile pid
ErrorLog /dev/stderr
DefaultRuntimeDir .
Mutex file:`+h.dir+`
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
TypesConfig /dev/null
AddType application/json .json
AddType text/plain .txt
DavLockDB `+h.dir+`/locks
DocumentRoot `+h.dir+`
<Directory `+h.dir+`/files>
  Dav On
  Require all granted
</Directory>
`)
	return []string{"/usr/sbin/apache2", "-f", conf, "-D", "FOREGROUND"}
}

func radicaleCommand(t *testing.T, h *foreignHost, _ string) []string {
	rights := writeFile(t, h.dir, "rights", "[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n")
	conf := writeFile(t, h.dir, "config", `
[server]
hosts = 127.0.0.1:`+h.port+`
[auth]
type = none
[rights]
type = from_file
file = `+rights+`
[storage]
filesystem_folder = `+makeDir(t, h.dir, "collections")+`
[web]
type = none
`)
	return []string{"/usr/bin/python3", "-m", "radicale", "-C", conf}
}

// radicaleCalendar makes the calendar that the resources are in, and the folder above it.
func radicaleCalendar(t *testing.T, h *foreignHost) {
	h.request(t, "MKCOL", filepath.Dir(filepath.Clean(h.place))+"/", nil).expect(t, http.StatusCreated)
	h.request(t, "MKCALENDAR", h.place, nil).expect(t, http.StatusCreated)
}

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

func solidCommand(t *testing.T, h *foreignHost, folder string) []string {
	preload := writeFile(t, h.dir, "loopback.js", loopbackOnly)
	return []string{
		"node", "--require", preload, program("npm:community-solid-server", folder),
		"--port", h.port, "--baseUrl", h.base + "/", "--loggingLevel", "warn",
		"--config", "@css:config/file-root.json", "--rootFilePath", makeDir(t, h.dir, "root"),
	}
}

func jsonServerCommand(t *testing.T, h *foreignHost, folder string) []string {
	db := writeFile(t, h.dir, "db.json", `{"pages": []}`)
	return []string{program("npm:json-server", folder), "--quiet", "--host", "127.0.0.1", "--port", h.port, db}
}

// jsonServerPost makes a resource: a PUT of a new one is 404.
func jsonServerPost(t *testing.T, h *foreignHost, id string, m sample) string {
	text := strings.ReplaceAll(m.text, "{id}", id)
	h.request(t, "POST", h.place, []byte(text), "Content-Type", m.mediaType).expect(t, http.StatusCreated)
	return h.place + id
}

// writeFile writes a file and returns its path.
func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeDir makes a folder and returns its path.
func makeDir(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
