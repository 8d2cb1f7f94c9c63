/** Usage and model to dollars, with the price's date and source. */
@NullMarked
package dev.bifrost.pricing;

import org.jspecify.annotations.NullMarked;
