package dev.bifrost.quota;

import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;

/** Atomic access to fields: ten thousand keys are too many for an object per counter. */
final class Fields {
    private Fields() {}

    /** A field of the class that asks. */
    static VarHandle of(Lookup lookup, String name, Class<?> type) {
        try {
            return lookup.findVarHandle(lookup.lookupClass(), name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
