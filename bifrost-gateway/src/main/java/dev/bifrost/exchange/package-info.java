/** The spine: one request from first byte to settled account; attempts, fallback, commit, relay. */
@NullMarked
package dev.bifrost.exchange;

import org.jspecify.annotations.NullMarked;
