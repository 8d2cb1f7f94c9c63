/** SQLite or PostgreSQL behind one door: connections, migrations, keys, spend. */
@NullMarked
package dev.bifrost.store;

import org.jspecify.annotations.NullMarked;
