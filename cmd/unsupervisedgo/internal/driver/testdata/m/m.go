// Package m has a file for every build.
package m
