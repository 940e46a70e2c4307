package mockserver

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// postgrest is a table: what is stored is the array of its rows. The URL's parameters
// filter them, and a write is made on every row that is left. There are no versions but
// the columns that the table has.
var postgrest = dress{whole: (*Server).table}

// oneObject asks for one row, as an object; anything else than one row is an error then,
// and nothing is done.
const oneObject = "application/vnd.pgrst.object+json"

// table is one request. The store's lock must be held.
func (s *Server) table(r request) answer {
	x := s.store.at(r.URL.Path)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		x, _ = s.store.seen(r)
	}
	if x == nil {
		return pgError(http.StatusNotFound, "PGRST205", "Could not find the table in the schema cache", "")
	}
	d, err := document.Parse(x.body, document.JSON)
	if err != nil || d.Root().Kind() != document.Array {
		return pgError(http.StatusInternalServerError, "XX000", "the table is none", "")
	}
	if r.Method == http.MethodPost {
		return s.insertRow(r, x, d)
	}
	rows, a, ok := filtered(r, d)
	switch {
	case !ok:
		return a
	case r.Header.Get("Accept") == oneObject && len(rows) != 1:
		return pgError(http.StatusNotAcceptable, "PGRST116", "Cannot coerce the result to a single JSON object", fmt.Sprintf("The result contains %d rows", len(rows)))
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return pgRows(r, http.StatusOK, rows)
	case http.MethodPatch:
		return s.updateRows(r, x, d, rows)
	case http.MethodDelete:
		var edits []document.Edit
		for _, row := range rows {
			edits = append(edits, document.Edit{Do: document.Remove, Node: row})
		}
		if d, err = d.Splice(edits...); err != nil {
			return pgError(http.StatusInternalServerError, "XX000", err.Error(), "")
		}
		s.keep(r.URL.Path, x, d.Source())
		return done(pgWritten(r, http.StatusOK, rows))
	}
	return pgError(http.StatusMethodNotAllowed, "PGRST105", "Filters must include all and only primary key columns with 'eq' operators", "").with("Allow", "OPTIONS,GET,HEAD,POST,PATCH,DELETE")
}

// filtered lists the rows that the URL's parameters let pass: column=eq.value, all of them.
func filtered(r request, d *document.Document) (rows []document.Node, no answer, ok bool) {
	query := r.URL.Query()
	for row := range d.Root().Children() {
		pass := true
		for _, column := range slices.Sorted(maps.Keys(query)) {
			if slices.Contains([]string{"select", "order", "limit", "offset", "columns"}, column) {
				continue
			}
			for _, filter := range query[column] {
				value, eq := strings.CutPrefix(filter, "eq.")
				n, there := row.Member(column)
				switch {
				case !eq:
					return nil, pgError(http.StatusBadRequest, "PGRST100", `"failed to parse filter (`+filter+`)"`, ""), false
				case !there:
					return nil, pgError(http.StatusBadRequest, "42703", "column "+column+" does not exist", ""), false
				}
				pass = pass && n.Kind() != document.Null && n.Text() == value
			}
		}
		if pass {
			rows = append(rows, row)
		}
	}
	return rows, answer{}, true
}

// updateRows is PATCH: the columns of the body, in each of the rows.
func (s *Server) updateRows(r request, x *state, d *document.Document, rows []document.Node) answer {
	in, err := document.Parse(r.body, document.JSON)
	if err != nil || in.Root().Kind() != document.Object {
		return pgError(http.StatusBadRequest, "PGRST102", "Empty or invalid json", "")
	}
	places := []document.Pointer{}
	for _, row := range rows {
		places = append(places, row.Pointer())
	}
	for _, place := range places {
		for column := range in.Root().Children() {
			at := place.Child(column.Name())
			if _, ok := d.At(at); !ok {
				return pgError(http.StatusBadRequest, "PGRST204", "Could not find the '"+column.Name()+"' column in the schema cache", "")
			}
			if d, err = d.Set(at, column.Source()); err != nil {
				return pgError(http.StatusBadRequest, "PGRST102", err.Error(), "")
			}
		}
	}
	if len(places) > 0 {
		s.keep(r.URL.Path, x, d.Source())
	}
	var now []document.Node
	for _, place := range places {
		n, _ := d.At(place)
		now = append(now, n)
	}
	a := pgWritten(r, http.StatusOK, now)
	a.applied = len(places) > 0
	return a
}

// insertRow is POST: one row, whose id must be a new one.
func (s *Server) insertRow(r request, x *state, d *document.Document) answer {
	in, err := document.Parse(r.body, document.JSON)
	if err != nil || in.Root().Kind() != document.Object {
		return pgError(http.StatusBadRequest, "PGRST102", "Empty or invalid json", "")
	}
	id, _ := in.Root().Member("id")
	for row := range d.Root().Children() {
		if n, ok := row.Member("id"); ok && n.Text() == id.Text() {
			return pgError(http.StatusConflict, "23505", `duplicate key value violates unique constraint "products_pkey"`, "Key (id)=("+id.Text()+") already exists.")
		}
	}
	if d, err = d.Insert("/-", in.Root().Source()); err != nil {
		return pgError(http.StatusBadRequest, "PGRST102", err.Error(), "")
	}
	s.keep(r.URL.Path, x, d.Source())
	return done(pgWritten(r, http.StatusCreated, []document.Node{in.Root()}))
}

// pgWritten answers a write as Prefer asks: with the rows, or with none of them.
func pgWritten(r request, status int, rows []document.Node) answer {
	if preference(r.Header) == "representation" {
		return pgRows(r, status, rows).with("Preference-Applied", "return=representation")
	}
	if status == http.StatusOK {
		status = http.StatusNoContent
	}
	return reply(status)
}

// pgRows is an answer with rows: an array, or the one row that was asked for.
func pgRows(r request, status int, rows []document.Node) answer {
	a := reply(status)
	if r.Header.Get("Accept") == oneObject {
		a.body = rows[0].Source()
		return a.with("Content-Type", oneObject+"; charset=utf-8")
	}
	var all []string
	for _, row := range rows {
		all = append(all, string(row.Source()))
	}
	a.body = []byte("[" + strings.Join(all, ", \n ") + "]")
	return a.with("Content-Type", "application/json; charset=utf-8")
}

// pgError is an error of PostgREST.
func pgError(status int, code, message, details string) answer {
	m := map[string]any{"code": code, "message": message, "details": nil, "hint": nil}
	if details != "" {
		m["details"] = details
	}
	return errorJSON(status, m)
}
