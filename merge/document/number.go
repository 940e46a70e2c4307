package document

import (
	"bytes"
	"strconv"
)

// A decimal is a JSON number as sign, significant digits and exponent:
// 0.d1d2d3... times ten to the exponent. It is never expanded, so that
// 1e999999999 costs no more than its eleven bytes.
type decimal struct {
	negative bool
	digits   []byte // as spelled, perhaps with a point among them; begins and ends in 1 to 9; empty is zero
	exponent []byte // as spelled, without e
	shift    int64  // what the place of the point adds to the exponent
}

// newDecimal reads a number that the scanner has accepted.
func newDecimal(source []byte) decimal {
	var n decimal
	source, n.negative = bytes.CutPrefix(source, []byte{'-'})
	if i := bytes.IndexAny(source, "eE"); i >= 0 {
		source, n.exponent = source[:i], source[i+1:]
	}
	point := bytes.IndexByte(source, '.')
	if point < 0 {
		point = len(source)
	}
	n.digits = bytes.Trim(source, "0.")
	first := bytes.IndexAny(source, "123456789")
	if first < 0 {
		return decimal{} // zero, of either sign
	}
	if n.shift = int64(point - first); first > point {
		n.shift++ // the point itself is among the places counted
	}
	return n
}

// sameNumber compares two JSON numbers by value.
func sameNumber(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, y := newDecimal(a), newDecimal(b)
	return x.negative == y.negative && sameDigits(x.digits, y.digits) &&
		sameExponent(x.exponent, y.exponent, x.shift-y.shift)
}

// sameDigits compares two runs of digits without their points.
func sameDigits(a, b []byte) bool {
	i, j := 0, 0
	for {
		if i < len(a) && a[i] == '.' {
			i++
		}
		if j < len(b) && b[j] == '.' {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// sameExponent reports whether a + shift = b. Exponents may be longer than any
// integer type; shift is smaller than a document.
func sameExponent(a, b []byte, shift int64) bool {
	x, small := smallExponent(a)
	y, alsoSmall := smallExponent(b)
	switch {
	case small && alsoSmall:
		return x+shift == y
	case small:
		return sameExponent(b, a, -shift)
	}
	negative, digits := splitExponent(a)
	otherNegative, otherDigits := splitExponent(b)
	if negative {
		shift = -shift
	}
	// a has 18 digits or more: no shift changes its sign.
	return negative == otherNegative && bytes.Equal(addTo(digits, shift), otherDigits)
}

// smallExponent returns an exponent that an int64 can hold, with room to add.
func smallExponent(e []byte) (int64, bool) {
	negative, digits := splitExponent(e)
	if len(digits) > 17 {
		return 0, false
	}
	x, _ := strconv.ParseInt("0"+string(digits), 10, 64)
	if negative {
		x = -x
	}
	return x, true
}

// splitExponent returns the sign of an exponent and its digits without leading zeros.
func splitExponent(e []byte) (negative bool, digits []byte) {
	digits = bytes.TrimLeft(e, "+-0")
	return len(e) > 0 && e[0] == '-' && len(digits) > 0, digits
}

// addTo returns the decimal digits of digits + n, which is positive.
func addTo(digits []byte, n int64) []byte {
	out := append([]byte{'0'}, digits...)
	for i := len(out) - 1; n != 0 && i >= 0; i-- {
		n += int64(out[i] - '0')
		digit := (n%10 + 10) % 10
		out[i] = byte('0' + digit)
		n = (n - digit) / 10
	}
	return bytes.TrimLeft(out, "0")
}
