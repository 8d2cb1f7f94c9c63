/**
 * The vocabulary: what flows through the gateway, how it may fail and what a call leaves behind. Plugins and provider
 * adapters compile against this and nothing else.
 */
@NullMarked
package dev.bifrost.api;

import org.jspecify.annotations.NullMarked;
