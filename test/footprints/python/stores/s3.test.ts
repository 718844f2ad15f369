import { expect, it } from 'vitest';
import { effectsOf as everything } from './gallery.js';

const effectsOf = (head: string, body: string): string[] => everything(head, body).filter((line) => line.includes(' object '));
const HEAD = "import boto3\ns3 = boto3.client('s3')\nresource = boto3.resource('s3')";
const key = "object 'scans/'+argument(image_id)";
const where = "Bucket='scans', Key=str(image_id)";

it.each([
  [`s3.get_object(${where})`, [`read used ${key}`]],
  [`s3.head_object(${where})`, [`read used ${key}`]],
  [`s3.put_object(${where}, Body=b'')`, [`write plain ${key}`]],
  [`s3.delete_object(${where})`, [`delete plain ${key}`]],
  ["s3.upload_file('/a', 'scans', str(image_id))", [`write plain ${key}`]],
  ["s3.upload_fileobj(Fileobj=body, Bucket='scans', Key=str(image_id))", [`write plain ${key}`]],
  ["s3.download_file('scans', str(image_id), '/a')", [`read used ${key}`]],
  ["s3.download_fileobj('scans', str(image_id), body)", [`read used ${key}`]],
  ["s3.copy_object(Bucket='scans', Key=str(image_id), CopySource='a/b')", [`write plain ${key}`, "read used object 'a/b'"]],
  ["s3.copy_object(Bucket='scans', Key=str(image_id), CopySource={'Bucket': 'a', 'Key': 'b'})", [`write plain ${key}`, "read used object 'a/b'"]],
  ["resource.Bucket('scans').upload_file('/a', str(image_id))", [`write plain ${key}`]],
  ["resource.Bucket('scans').put_object(Key=str(image_id), Body=b'')", [`write plain ${key}`]],
  ["resource.Bucket('scans').download_file(str(image_id), '/a')", [`read used ${key}`]],
  ["resource.Bucket('scans').Object(str(image_id)).delete()", [`delete plain ${key}`]],
  ["resource.Object('scans', str(image_id)).put(Body=b'')", [`write plain ${key}`]],
  ["resource.Object('scans', str(image_id)).get()['Body'].read()", [`read used ${key}`]],
  ["resource.Object('scans', str(image_id)).delete()", [`delete plain ${key}`]],
  ["resource.meta.client.delete_object(Bucket='scans', Key=str(image_id))", [`delete plain ${key}`]],
])('reads %s', (call, expected) => {
  expect(effectsOf(HEAD, call).sort()).toEqual([...expected].sort());
});

it('reads what several objects are deleted by', () => {
  expect(effectsOf(HEAD, "s3.delete_objects(Bucket='scans', Delete={'Objects': [{'Key': str(image_id)}, {'Key': 'b'}]})")).toEqual([`delete plain ${key}`, "delete plain object 'scans/b'"]);
});

it.each([
  ["import boto3\ns3 = boto3.Session().client('s3')"],
  ["import boto3\ns3 = boto3.session.Session(region_name='a').client(service_name='s3')"],
  ["from boto3.session import Session\ns3 = Session().client('s3', region_name='a')"],
  ["from boto3 import client\ns3 = client('s3')"],
])('knows the client of %s', (head) => {
  expect(effectsOf(head, `s3.put_object(${where})`)).toEqual([`write plain ${key}`]);
});

it('names no object where the bucket or the key cannot be known', () => {
  expect(effectsOf(HEAD, "s3.put_object(Bucket='scans', Key=choose())")).toEqual(["write plain object 'scans/'+?"]);
  expect(effectsOf(HEAD, 's3.put_object(**options)')).toEqual(['write plain object ?']);
  expect(effectsOf(HEAD, "s3.put_object(Bucket='others', Key=str(image_id))")).toEqual(["write plain object 'others/'+argument(image_id)"]);
});

it('claims no object of another service, or of what is not from the package', () => {
  expect(effectsOf("import boto3\nlogs = boto3.client('logs')\nany = boto3.client(name)", `logs.put_object(${where})\nany.put_object(${where})`)).toEqual([]);
  expect(effectsOf('', `s3.put_object(${where})\nclient.put_object(${where})`)).toEqual([]);
});

it('reads and writes the file on the disk, too', () => {
  expect(everything(HEAD, "s3.upload_file('/a', 'scans', 'b')")).toEqual(["read used file '/a'", "write plain object 'scans/b'"]);
  expect(everything(HEAD, "resource.Bucket('scans').download_file(Key='b', Filename='/a')")).toEqual(["read used object 'scans/b'", "write plain file '/a'"]);
});

it('keeps servers apart', () => {
  const own = "import boto3\ns3 = boto3.client('s3', endpoint_url='http://minio')\nresource = boto3.resource('s3', endpoint_url='http://minio')";
  const there = "object '[http://minio] scans/'+argument(image_id)";
  expect(effectsOf(own, `s3.get_object(${where})`)).toEqual([`read used ${there}`]);
  expect(effectsOf(own, "resource.Bucket('scans').Object(str(image_id)).delete()")).toEqual([`delete plain ${there}`]);
  expect(effectsOf(own, `s3.copy_object(${where}, CopySource='a/b')`)).toEqual(["read used object '[http://minio] a/b'", `write plain ${there}`].sort());
  expect(effectsOf("import boto3\ns3 = boto3.client('s3', endpoint_url=choose())", `s3.get_object(${where})`)).toEqual([`read used ${key}`]);
});
