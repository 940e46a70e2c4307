package diff

import (
	"math"
	"strconv"
	"strings"
)

// decimal returns the one spelling of a JSON number's value: all significant
// digits, and the power of ten of the last one. It is exact at any size.
func decimal(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	mantissa, power, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	digits := strings.TrimRight(all, "0")
	if digits == "" {
		return "0" // -0 has the same value
	}
	exponent := int64(0)
	if power != "" {
		n, err := strconv.ParseInt(power, 10, 64)
		if err != nil || n > math.MaxInt64/2 || n < math.MinInt64/2 {
			return sign + mantissa + "e" + power // no machine writes it two ways
		}
		exponent = n
	}
	exponent += int64(len(all)-len(digits)) - int64(len(fraction))
	return sign + digits + "e" + strconv.FormatInt(exponent, 10)
}

// float returns the form in which two numbers that a 64-bit float cannot tell
// apart are equal.
func float(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f == 0 {
		return decimal(text) // out of range: a program that uses floats would have failed
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// madeByFloat reports whether new is what programs print of old once they have
// read it into a 64-bit float: the shortest text that reads back, 17 digits, or
// all digits. Another text of the same float is somebody's own change.
func madeByFloat(old, new string) bool {
	f, err := strconv.ParseFloat(old, 64)
	if err != nil {
		return false
	}
	value := decimal(new)
	for _, digits := range []int{-1, 17} {
		if value == decimal(strconv.FormatFloat(f, 'e', max(digits-1, -1), 64)) {
			return true
		}
	}
	return value == decimal(strconv.FormatFloat(f, 'f', 0, 64)) && f == math.Trunc(f)
}
