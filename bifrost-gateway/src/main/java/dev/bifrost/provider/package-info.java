/** The catalogue: address, credential scheme, surfaces and quirks of each provider, mostly as data. */
@NullMarked
package dev.bifrost.provider;

import org.jspecify.annotations.NullMarked;
