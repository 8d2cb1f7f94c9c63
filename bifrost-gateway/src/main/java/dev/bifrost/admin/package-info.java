/** Management API: virtual keys over HTTP, for those who hold an admin token; and what a key may know of itself. */
@NullMarked
package dev.bifrost.admin;

import org.jspecify.annotations.NullMarked;
