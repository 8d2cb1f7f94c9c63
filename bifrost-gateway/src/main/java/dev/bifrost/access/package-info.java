/** Virtual keys and allow-lists: who is calling and what may they use. */
@NullMarked
package dev.bifrost.access;

import org.jspecify.annotations.NullMarked;
