//go:build !linux

package pages

import "errors"

// fetch does nothing: these systems fetch pages when they are touched.
func fetch([]byte) error { return errors.ErrUnsupported }
