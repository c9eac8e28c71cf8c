/** What requests may hold: schemas, each compiled when a request first needs it. */
import { AjvCompiler } from '@fastify/ajv-compiler';
import type { FastifySchema, FastifySchemaCompiler } from 'fastify';

type Compile = FastifySchemaCompiler<FastifySchema>;
type Validate = ReturnType<Compile>;

/** A value of the wrong type is refused, never bent into shape or dropped. */
const customOptions = {
  allowUnionTypes: true,
  keywords: ['x-piece'],
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
};

/** As Fastify's own, which would compile the schemas of all routes at the start. */
export function createValidatorCompiler(): Compile {
  let compile: Compile | undefined;
  return (definition) => {
    let compiled: Validate | undefined;
    const validate: Validate = (value) => {
      compile ??= AjvCompiler()({}, { customOptions });
      compiled ??= compile(definition);
      const result = compiled(value);
      validate.errors = compiled.errors ?? null;
      return result;
    };
    return validate;
  };
}
