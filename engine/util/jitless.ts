/** Import it before any schema: zod then compiles none at run time, which a Content-Security-Policy would refuse and report. */
import * as z from 'zod';

z.config({ jitless: true });
