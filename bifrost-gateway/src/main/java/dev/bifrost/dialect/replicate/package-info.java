/** Replicate's predictions, as far as they are conversations with language models. */
@NullMarked
package dev.bifrost.dialect.replicate;

import org.jspecify.annotations.NullMarked;
