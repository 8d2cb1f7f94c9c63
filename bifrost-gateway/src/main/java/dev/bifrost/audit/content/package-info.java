/** Content: what calls ask and are answered, redacted, cut, and encrypted so that it can be forgotten. */
@NullMarked
package dev.bifrost.audit.content;

import org.jspecify.annotations.NullMarked;
