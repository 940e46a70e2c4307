//go:build unix

package cmd_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// azuriteBlob is Azure's own emulator of its blobs. It answers an overwrite by 201 and a
// DELETE by 202, takes no PATCH (400), and wants every URL signed.
var azuriteBlob = &foreignServer{
	name: "Azurite Blob", programs: []string{"npm:azurite-blob"}, version: []string{"npm:azurite"},
	samples: []sample{page, note}, place: "/" + azuriteAccount + "/notes/", query: "?" + azuriteSignature(), stale: 412,
	api: "azure-blob", found: true,
	cases: []serverCase{keepsMediaType, signedByConfig, metadataStays(http.StatusCreated,
		[]string{"x-ms-meta-owner", "Ann", "x-ms-blob-cache-control", "max-age=60", "x-ms-blob-content-disposition", "inline", "x-ms-blob-content-language", "de"},
		[]string{"x-ms-meta-owner", "Ann", "Cache-Control", "max-age=60", "Content-Disposition", "inline", "Content-Language", "de"})},
	writes: []string{"x-ms-blob-type", "BlockBlob"},
	command: func(t *testing.T, h *foreignHost, folder string) []string {
		return azuriteCommand(t, h, folder, "blob")
	},
	environment: azuriteEnvironment,
	prepare: func(t *testing.T, h *foreignHost) {
		h.request(t, "PUT", "/"+azuriteAccount+"/notes"+h.query+"&restype=container", nil).expect(t, http.StatusCreated)
	},
}

// azuriteTable is the same for its tables. Entity tags are weak, and are taken back so and
// in no other form; without one a PUT makes what is not there. A null removes nothing.
var azuriteTable = &foreignServer{
	name: "Azurite Table", programs: []string{"npm:azurite-table"}, version: []string{"npm:azurite"},
	samples: []sample{entity}, place: "/" + azuriteAccount + "/notes", query: "?" + azuriteSignature(), stale: 412,
	api:        "azure-table",
	cases:      tableCases,
	writes:     []string{"If-Match", "*"},
	normalizes: true, noNull: true, managed: []string{"Timestamp", "odata.etag", "odata.metadata"},
	command: func(t *testing.T, h *foreignHost, folder string) []string {
		return azuriteCommand(t, h, folder, "table")
	},
	environment: azuriteEnvironment,
	sends:       func(body string) string { return odataMembers.ReplaceAllString(body, "") },
	prepare: func(t *testing.T, h *foreignHost) {
		h.header.Set("Accept", "application/json;odata=minimalmetadata")
		h.request(t, "POST", "/"+azuriteAccount+"/Tables"+h.query, []byte(`{"TableName":"notes"}`), "Content-Type", "application/json").
			expect(t, http.StatusCreated)
	},
	posts: "/" + azuriteAccount + "/notes",
	key:   func(id string) string { return "(PartitionKey='p',RowKey='" + id + "')" },
}

// odataMembers are those of an answer that are none of the entity; a PUT would store them.
var odataMembers = regexp.MustCompile(`"odata\.[a-z]+":"(\\.|[^"\\])*",`)

// entity is what a table can hold: no objects, no arrays, no null. The type of a whole
// number of 64 bits stands beside it.
var entity = sample{
	name: "JSON", mediaType: "application/json",
	text: `{"PartitionKey":"p","RowKey":"{id}","zeta":"last","title":"Old title","price":1.5,"html":"a<b>&c",` +
		`"big@odata.type":"Edm.Int64","big":"9007199254740993","team":"red","n":0}`,
	ours: page.ours, theirs: page.theirs, clash: page.clash,
	zero: `"n":0`,
}

// The account that the tests make, with a key of their own.
const (
	azuriteAccount = "etch"
	azuriteKey     = "etch tests are not afraid of keys"
)

func azuriteCommand(t *testing.T, h *foreignHost, folder, service string) []string {
	return []string{
		program("npm:azurite-"+service, folder), "--silent", "--disableTelemetry", "--skipApiVersionCheck",
		"--location", makeDir(t, h.dir, "data"), "--" + service + "Host", "127.0.0.1", "--" + service + "Port", h.port,
	}
}

func azuriteEnvironment(*foreignHost, string) []string {
	return []string{"AZURITE_ACCOUNTS=" + azuriteAccount + ":" + base64.StdEncoding.EncodeToString([]byte(azuriteKey))}
}

// azuriteSignature is the query of a URL that may be used for everything ("account SAS").
func azuriteSignature() string {
	const permissions, services, resources, expiry, version = "rwdlacup", "bt", "sco", "2099-01-01T00:00:00Z", "2018-11-09"
	mac := hmac.New(sha256.New, []byte(azuriteKey))
	mac.Write([]byte(strings.Join([]string{
		azuriteAccount, permissions, services, resources, "", expiry, "", "", version, "",
	}, "\n")))
	return url.Values{
		"sv": {version}, "ss": {services}, "srt": {resources}, "sp": {permissions}, "se": {expiry},
		"sig": {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}.Encode()
}

// cosmos is an emulator of Cosmos DB. Its entity tags have no quotes, and are taken back so
// and in no other form. A JSON Patch may hold no test.
var cosmos = &foreignServer{
	name: "Cosmos DB emulator", programs: []string{"npm:cosmosdb-server"}, version: []string{"npm:@vercel/cosmosdb-server"},
	samples: []sample{record}, place: "/dbs/db/colls/notes/docs/", stale: 412,
	cases: []serverCase{quotesRefused},
	api:   "cosmos", headers: []string{cosmosPartition + ": []", cosmosPartitions + ": true"},
	normalizes: true, managed: []string{"_etag", "_rid", "_self", "_ts"},
	command: func(t *testing.T, h *foreignHost, folder string) []string {
		return []string{program("npm:cosmosdb-server", folder), "--no-ssl", "--host", "127.0.0.1", "-p", h.port}
	},
	prepare: func(t *testing.T, h *foreignHost) {
		h.header.Set(cosmosPartition, "[]")
		h.header.Set(cosmosPartitions, "true")
		h.request(t, "POST", "/dbs", []byte(`{"id":"db"}`)).expect(t, http.StatusCreated)
		h.request(t, "POST", "/dbs/db/colls", []byte(`{"id":"notes"}`)).expect(t, http.StatusCreated)
	},
	posts: "/dbs/db/colls/notes/docs",
}

// The headers without which the emulator answers by 500: whose documents are meant, and,
// where there is none, that all may be looked through.
const (
	cosmosPartition  = "x-ms-documentdb-partitionkey"
	cosmosPartitions = "x-ms-documentdb-query-enablecrosspartition"
)
