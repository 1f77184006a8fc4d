/** A form as browsers send it: texts and files by name. */
export interface Form {
  fields: Record<string, string>;
  files: Record<string, FormFile>;
}

export interface FormFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** Undefined for what calls itself a form and is none. */
export async function formOf(body: Buffer, contentType: string): Promise<Form | undefined> {
  const form: Form = { fields: {}, files: {} };
  try {
    const parsed = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of parsed) {
      if (typeof value === 'string') form.fields[name] = value;
      else
        form.files[name] = {
          name: value.name,
          type: value.type,
          bytes: Buffer.from(await value.arrayBuffer()),
        };
    }
    return form;
  } catch {
    return undefined;
  }
}
