/** The words in which a room states its settings: sizes, secrets, names and descriptions of configuration keys. */
@NullMarked
package dev.bifrost.api.settings;

import org.jspecify.annotations.NullMarked;
