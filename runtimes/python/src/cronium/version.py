"""The version of this library, which is that of Cronium Desktop."""

VERSION = "0.1.0"
