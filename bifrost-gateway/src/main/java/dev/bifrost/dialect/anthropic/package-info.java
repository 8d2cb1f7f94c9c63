/** Anthropic's Messages: as its clients speak it, and as Claude is asked wherever it runs. */
@NullMarked
package dev.bifrost.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
