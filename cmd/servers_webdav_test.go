//go:build unix

package cmd_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// apache's entity tag is weak during the second after a write, and as If-Match is then
// refused. A write's answer has none. PATCH is 405, and Allow does not name PUT although
// it is taken. It does not compare and write in one step.
var apache = &foreignServer{
	name: "Apache mod_dav", programs: []string{"/usr/sbin/apache2"}, version: []string{"/usr/sbin/apache2", "-v"},
	samples: []sample{page, note}, place: "/files/", stale: 412,
	puts: true, settles: 1200 * time.Millisecond, unprivileged: true, racy: true,
	locks: "webdav", cases: lockCases,
	command: apacheCommand,
}

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

// lighttpd has no PATCH: 501.
var lighttpd = &foreignServer{
	name: "lighttpd mod_webdav", programs: []string{"/usr/sbin/lighttpd"}, version: []string{"/usr/sbin/lighttpd", "-v"},
	samples: []sample{page, note}, place: "/", stale: 412,
	puts:    true,
	command: lighttpdCommand,
	cases:   []serverCase{gzipTag},
}

func lighttpdCommand(t *testing.T, h *foreignHost, _ string) []string {
	conf := writeFile(t, h.dir, "lighttpd.conf", `
server.bind = "127.0.0.1"
server.port = `+h.port+`
server.document-root = "`+makeDir(t, h.dir, "files")+`"
server.upload-dirs = ("`+makeDir(t, h.dir, "uploads")+`")
server.modules = ("mod_webdav", "mod_deflate")
mimetype.assign = (".json" => "application/json", ".txt" => "text/plain")
webdav.activate = "enable"
webdav.is-readonly = "disable"
deflate.mimetypes = ("application/json", "text/plain")
deflate.allowed-encodings = ("gzip")
deflate.min-compress-size = 1
`)
	return []string{"/usr/sbin/lighttpd", "-D", "-f", conf}
}

// sabre is sabre/dav over files for which it keeps entity tags. It knows no media type
// of JSON. sabrePlain is the same without them: the date of the last change is what there is.
var sabre = &foreignServer{
	name: "SabreDAV", programs: []string{"/usr/bin/php"}, version: sabreVersion,
	samples: []sample{page, note}, place: "/tagged/", stale: 412,
	puts:    true,
	command: sabreCommand,
}

var sabrePlain = &foreignServer{
	name: "SabreDAV, plain files", programs: []string{"/usr/bin/php"}, version: sabreVersion,
	samples: []sample{page}, place: "/plain/", stale: 412,
	puts: true, patience: []string{"--retries", "60", "--timeout", "110s"}, settles: 1200 * time.Millisecond,
	command: sabreCommand,
	guard: func(read *answer) []string {
		return []string{"If-Unmodified-Since", read.header.Get("Last-Modified")}
	},
}

var sabreVersion = []string{"/usr/bin/php", "-r", `require "Sabre/autoload.php"; echo Sabre\DAV\Version::VERSION;`}

func sabreCommand(t *testing.T, h *foreignHost, _ string) []string {
	makeDir(t, h.dir, "tagged")
	makeDir(t, h.dir, "plain")
	index := writeFile(t, h.dir, "index.php", `<?php
require_once "Sabre/autoload.php";
$server = new \Sabre\DAV\Server(new \Sabre\DAV\SimpleCollection("root", [
  new \Sabre\DAV\FSExt\Directory(__DIR__ . "/tagged"),
  new \Sabre\DAV\FS\Directory(__DIR__ . "/plain"),
]));
$server->setBaseUri("/");
$server->exec();
`)
	return []string{"/usr/bin/php", "-d", "display_errors=0", "-d", "error_reporting=0", "-S", "127.0.0.1:" + h.port, index}
}

// nginx is a control: it has strong entity tags, and takes no notice of If-Match.
var nginx = &foreignServer{
	name: "nginx dav", programs: []string{"/usr/sbin/nginx"}, version: []string{"/usr/sbin/nginx", "-v"},
	samples: []sample{page}, place: "/", stale: 204, ignores: true,
	puts:    true,
	command: nginxCommand,
}

func nginxCommand(t *testing.T, h *foreignHost, _ string) []string {
	temp := makeDir(t, h.dir, "temp")
	conf := writeFile(t, h.dir, "nginx.conf", `
daemon off;
master_process off;
pid `+h.dir+`/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path `+temp+`/1;
  proxy_temp_path `+temp+`/2;
  fastcgi_temp_path `+temp+`/3;
  uwsgi_temp_path `+temp+`/4;
  scgi_temp_path `+temp+`/5;
  types { application/json json; }
  server {
    listen 127.0.0.1:`+h.port+`;
    root `+makeDir(t, h.dir, "files")+`;
    location / { dav_methods PUT DELETE; }
  }
}
`)
	return []string{"/usr/sbin/nginx", "-e", "stderr", "-p", h.dir, "-c", conf}
}

// rclone is a control: it takes no notice of If-Match either, and answers 201 to an overwrite.
var rclone = &foreignServer{
	name: "rclone serve webdav", programs: []string{"rclone"}, version: []string{"rclone", "version"},
	samples: []sample{page}, place: "/", stale: 201, ignores: true,
	puts: true,
	command: func(t *testing.T, h *foreignHost, _ string) []string {
		return []string{
			"rclone", "serve", "webdav", makeDir(t, h.dir, "files"), "--addr", "127.0.0.1:" + h.port,
			"--config", writeFile(t, h.dir, "rclone.conf", ""), "--cache-dir", makeDir(t, h.dir, "cache"),
		}
	},
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
