/** Listening sockets, HTTP, TLS, size and time limits; which route a request takes. */
@NullMarked
package dev.bifrost.server;

import org.jspecify.annotations.NullMarked;
